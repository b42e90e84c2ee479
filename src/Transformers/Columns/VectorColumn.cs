using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>A column of type <c>Vector&lt;Single&gt;</c>.</summary>
internal abstract class VectorColumn : OutputColumn
{
    public sealed override Delegate GetterOf(IScoredRow row) => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> values = ValuesOf(row.Rows, row.Index());
        var editor = VBufferEditor.Create(ref value, values.Length);
        values.CopyTo(editor.Values);
        value = editor.Commit();
    });

    /// <summary>The values of a row.</summary>
    protected abstract ReadOnlySpan<float> ValuesOf(ScoredRows rows, int row);
}
