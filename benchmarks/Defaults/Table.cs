namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>A table, split into training rows and rows that no fit sees.</summary>
/// <param name="Name">The name on the command line and in the output.</param>
/// <param name="Columns">d.</param>
/// <param name="LatentDimension">q.</param>
/// <param name="Training">The training rows, <c>[n, d]</c>.</param>
/// <param name="Test">The unseen rows, <c>[m, d]</c>.</param>
internal sealed record Table(string Name, int Columns, int LatentDimension, float[] Training, float[] Test)
{
    /// <summary>The class of each training row; empty if the table has no classes.</summary>
    public int[] TrainingLabels { get; init; } = [];

    /// <summary>The class of each unseen row.</summary>
    public int[] TestLabels { get; init; } = [];

    /// <summary>The number of training rows.</summary>
    public int TrainingRows => Training.Length / Columns;

    /// <summary>Splits rows.</summary>
    /// <param name="name">The name of the table.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="labels">The class of each row; empty if there are none.</param>
    /// <param name="latentDimension">q.</param>
    /// <param name="order">The order in which rows are dealt out: first the unseen ones, then those for training.</param>
    /// <param name="testRows">The number of unseen rows.</param>
    /// <param name="maxTrainingRows">The maximum number of training rows.</param>
    public static Table Split(
        string name, IReadOnlyList<float[]> rows, IReadOnlyList<int> labels, int latentDimension, int[] order, int testRows, int maxTrainingRows)
    {
        int[] test = order[..testRows], training = [.. order.Skip(testRows).Take(maxTrainingRows)];
        return new Table(name, rows[0].Length, latentDimension, Rows(training), Rows(test)) { TrainingLabels = Labels(training), TestLabels = Labels(test) };

        float[] Rows(int[] indices) => [.. indices.SelectMany(index => rows[index])];
        int[] Labels(int[] indices) => labels.Count == 0 ? [] : Array.ConvertAll(indices, index => labels[index]);
    }

    /// <summary>A random order of <paramref name="count"/> rows.</summary>
    public static int[] Shuffled(int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(order);
        return order;
    }
}
