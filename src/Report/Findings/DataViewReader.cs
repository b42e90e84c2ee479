using Microsoft.ML;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Reads rows and labels from a data view.</summary>
internal sealed class DataViewReader : ILabeledReader
{
    private readonly DataViewRowCursor _cursor;
    private readonly InputReader _input;
    private readonly Func<RowLabel>? _label;

    /// <param name="data">The data.</param>
    /// <param name="inputs">The input columns, in the order of their slots.</param>
    /// <param name="label">The label column, if any.</param>
    public DataViewReader(IDataView data, IReadOnlyList<DataViewSchema.Column> inputs, LabelColumn? label)
    {
        _cursor = data.GetRowCursor(label is null ? inputs : [.. inputs, label.Column]);
        try
        {
            _input = new InputReader(_cursor, inputs);
            _label = label?.Open(_cursor);
        }
        catch
        {
            _cursor.Dispose();
            throw;
        }
    }

    public RowLabel Label => _label is null ? RowLabel.Missing : _label();

    public bool Read(Span<float> row)
    {
        bool isRead = _cursor.MoveNext();
        if (isRead)
        {
            _input.Read(row);
        }

        return isRead;
    }

    public void Dispose() => _cursor.Dispose();
}
