using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Columns;

/// <summary>A column of type <c>Vector&lt;Single&gt;</c>.</summary>
/// <remarks>
/// Each column writes its own getter, so that the compiler can inline the access to its values: through an abstract method, reading a column of a small
/// network takes a tenth longer.
/// </remarks>
internal abstract class VectorColumn : OutputColumn
{
    /// <summary>Copies the values of a row into a buffer.</summary>
    protected static void Copy(ReadOnlySpan<float> values, ref VBuffer<float> target)
    {
        var editor = VBufferEditor.Create(ref target, values.Length);
        values.CopyTo(editor.Values);
        target = editor.Commit();
    }

    /// <summary>Copies the values of a row into a buffer, a sparse one if at most a quarter of them are not 0.</summary>
    protected static void CopySparse(ReadOnlySpan<float> values, ref VBuffer<float> target)
    {
        int count = values.Length - values.Count(0f);
        if (count > values.Length / 4)
        {
            Copy(values, ref target);
            return;
        }

        var editor = VBufferEditor.Create(ref target, values.Length, count);
        for (int i = 0, next = 0; next < count; i++)
        {
            i += values[i..].IndexOfAnyExcept(0f);
            editor.Indices[next] = i;
            editor.Values[next++] = values[i];
        }

        target = editor.Commit();
    }
}
