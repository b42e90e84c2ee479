namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Rows of a source, and labels of a list.</summary>
internal sealed class ArrayReader(IRowSource source, IReadOnlyList<string>? labels) : ILabelledReader
{
    private readonly IRowReader _reader = source.Open();
    private readonly float[] _weight = new float[source.HasWeights ? 1 : 0];
    private int _next;

    public RowLabel Label { get; private set; } = RowLabel.Missing;

    public bool Read(Span<float> row)
    {
        bool isRead = _reader.Read(row, _weight) == 1;
        if (labels is null)
        {
            return isRead;
        }

        if (isRead != _next < labels.Count)
        {
            throw OfAnotherNumber(labels, isRead ? "more" : FormattableString.Invariant($"only {_next}"));
        }

        Label = isRead && labels[_next] is { Length: > 0 } text ? new RowLabel(text, 0) : RowLabel.Missing;
        _next++;
        return isRead;
    }

    public void Dispose() => _reader.Dispose();

    private static ArgumentException OfAnotherNumber(IReadOnlyList<string> labels, string rows) =>
        new($"There must be as many labels as rows, but there are {labels.Count} labels and {rows} rows.", nameof(labels));
}
