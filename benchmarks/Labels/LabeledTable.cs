namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>A table with a label, split into rows for training and rows that nothing sees before the end.</summary>
/// <param name="Name">The name in the output.</param>
/// <param name="Columns">d, without columns that are constant over the training rows.</param>
/// <param name="Training">The training rows, <c>[n, d]</c>.</param>
/// <param name="TrainingLabels">Their labels.</param>
/// <param name="Test">The unseen rows, <c>[m, d]</c>, in the same units.</param>
/// <param name="TestLabels">Their labels.</param>
internal sealed record LabeledTable(string Name, int Columns, float[] Training, float[] TrainingLabels, float[] Test, float[] TestLabels)
{
    /// <summary>q.</summary>
    public int LatentDimension => Math.Clamp(Columns / 2, 1, 8);

    /// <summary>Splits rows, drops constant columns, and standardizes the others by the training rows unless all have the same unit.</summary>
    /// <param name="name">The name of the table.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="training">The indices of the training rows.</param>
    /// <param name="test">The indices of the unseen rows.</param>
    /// <param name="sharesUnit">Whether all columns have the same unit.</param>
    public static LabeledTable Of(string name, float[][] rows, float[] labels, int[] training, int[] test, bool sharesUnit = false)
    {
        int[] columns = [.. Enumerable.Range(0, rows[0].Length).Where(column => training.Any(row => rows[row][column] != rows[training[0]][column]))];
        float[] Values(int[] indices) => [.. indices.SelectMany(row => columns.Select(column => rows[row][column]))];
        float[] LabelsOf(int[] indices) => Array.ConvertAll(indices, row => labels[row]);
        float[] trainingRows = Values(training), testRows = Values(test);
        if (!sharesUnit)
        {
            var units = new Defaults.Units(trainingRows, columns.Length);
            (trainingRows, testRows) = (units.Standardized(trainingRows), units.Standardized(testRows));
        }

        return new LabeledTable(name, columns.Length, trainingRows, LabelsOf(training), testRows, LabelsOf(test));
    }

    /// <summary>
    /// The indices of the training rows that keep their label if only a share of them does: of each class, that share, rounded, but one row at least.
    /// </summary>
    public int[] LabeledRows(double share, bool hasClasses, int seed)
    {
        int[] order = Defaults.Table.Shuffled(TrainingLabels.Length, seed);
        IEnumerable<IGrouping<float, int>> groups = order.GroupBy(row => hasClasses ? TrainingLabels[row] : 0);
        return [.. groups.SelectMany(group => group.Take(Math.Max(1, (int)Math.Round(share * group.Count())))).Order()];
    }
}
