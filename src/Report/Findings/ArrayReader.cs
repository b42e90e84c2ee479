namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Reads rows from a source, and their labels from a list.</summary>
internal sealed class ArrayReader(IRowSource source, IReadOnlyList<string>? labels) : ILabeledReader
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
            throw WrongCount(labels, isRead ? FormattableString.Invariant($"at least {_next + 1}") : FormattableString.Invariant($"only {_next}"));
        }

        Label = isRead && labels[_next] is { Length: > 0 } text ? new RowLabel(text, 0) : RowLabel.Missing;
        _next++;
        return isRead;
    }

    public void Dispose() => _reader.Dispose();

    private static ArgumentException WrongCount(IReadOnlyList<string> labels, string rows) =>
        new($"There must be one label per row, but there are {labels.Count} labels and {rows} rows.", nameof(labels));
}
