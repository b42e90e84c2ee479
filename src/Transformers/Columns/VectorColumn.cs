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
}
