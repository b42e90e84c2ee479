using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Rows;

/// <summary>A row with one column, a code, which can be replaced.</summary>
/// <param name="schema">The schema, whose only column is a <c>Vector&lt;Single&gt;</c>.</param>
internal sealed class CodeRow(DataViewSchema schema) : DataViewRow
{
    private ReadOnlyMemory<float> _code;
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Replaces the code. The position advances, because transforms keep what they computed for a position.</summary>
    public void MoveTo(ReadOnlyMemory<float> code)
    {
        _code = code;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<float>> get = (ref VBuffer<float> value) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, _code.Length);
            _code.Span.CopyTo(editor.Values);
            value = editor.Commit();
        };
        return get as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' of type {column.Type} cannot be read as {typeof(TValue)}.");
    }
}
