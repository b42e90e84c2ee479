using MLNet.Autoencoder.Communication;

namespace MLNet.Autoencoder.Data;

/// <summary>The empty part of a rank: no rows, with weights and labels if those of other ranks have any.</summary>
internal sealed class EmptyRows : IRowSource
{
    private EmptyRows(int dimension, bool hasWeights, LabelKind? labels) => (Dimension, HasWeights, Labels) = (dimension, hasWeights, labels);

    public int Dimension { get; }

    public bool HasWeights { get; }

    public LabelKind? Labels { get; }

    /// <summary>
    /// An empty array of rows cannot tell whether its rows would have weights and labels. In its place, rows that have what those of the other ranks have; other
    /// rows as they are.
    /// </summary>
    public static IRowSource LikeOthers(IRowSource rows, Ranks ranks)
    {
        const int None = -1;
        bool isOpen = rows is InMemoryRows { IsEmpty: true };
        IReadOnlyList<int[]> all = ranks.Gather([isOpen ? 1 : 0, rows.HasWeights ? 1 : 0, (int?)rows.Labels ?? None]);
        int[]? known = all.FirstOrDefault(other => other[0] == 0);
        return isOpen && known is not null ? new EmptyRows(rows.Dimension, known[1] == 1, known[2] == None ? null : (LabelKind)known[2]) : rows;
    }

    public IRowReader Open() => new Reader();

    private sealed class Reader : IRowReader
    {
        public int Read(Span<float> rows, Span<float> weights) => 0;

        public int Read(Span<float> rows, Span<float> weights, Span<float> labels) => 0;

        public void Dispose()
        {
        }
    }
}
