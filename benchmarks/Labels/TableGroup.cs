using MLNet.Autoencoder.Benchmarks.Defaults;
using MLNet.Autoencoder.Benchmarks.Quality;

namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>Tables that are split and scored in the same way.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Score">What is printed for them.</param>
/// <param name="Tables">The tables of a group, with all of their splits, given a seed.</param>
internal sealed record TableGroup(string Name, Score Score, Func<int, IEnumerable<LabeledTable>> Tables)
{
    // Its 1,555 columns take longer than all others together.
    private const string LeftOut = "internetads";

    private const int MaxAnomalyRows = 8_000;
    private const int MaxClassRows = 5_000;
    private const int MaxTargetRows = 8_000;

    /// <summary>The groups, in the order of the output. Those that read shared tables are empty if these are not there.</summary>
    public static readonly TableGroup[] All =
    [
        new("digits", Score.Accuracy, Digits),
        new("anomaly", Score.AreaUnderCurve, seed => SharedData.NamesIn("anomaly").Where(name => name != LeftOut).Select(name => Anomaly(name, seed))),
        new("tables", Score.Accuracy, seed => SharedData.NamesIn("tables").Select(name => Classes(name, seed))),
        new("targets", Score.R2, seed => SharedData.NamesIn("targets").Select(name => Target(name, seed))),
    ];

    /// <summary>Three stratified folds, each unseen once.</summary>
    private static IEnumerable<LabeledTable> Digits(int seed)
    {
        DataSet digits = DataSets.All["digits"]();
        float[][] rows = [.. digits.Rows.ToRowArrays().Select(row => Array.ConvertAll(row, value => (float)value))];
        int[] labels = ((ClassTarget)digits.Target).Labels;
        int[] folds = digits.Target.DrawFolds(CrossValidation.Folds, new Random(seed));
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        return Enumerable.Range(0, CrossValidation.Folds).Select(fold => LabeledTable.Of(
            "digits", rows, Array.ConvertAll(labels, label => (float)label), [.. all.Where(row => folds[row] != fold)], [.. all.Where(row => folds[row] == fold)], sharesUnit: true));
    }

    /// <summary>Anomalous or not: at most 8,000 rows, a third of them unseen.</summary>
    private static LabeledTable Anomaly(string name, int seed)
    {
        (float[][] rows, float[] labels) = SharedData.RowsOfAnomalies(name);
        int[] order = [.. Table.Shuffled(rows.Length, seed).Take(MaxAnomalyRows)];
        return LabeledTable.Of(name, rows, labels, order[(order.Length / 3)..], order[..(order.Length / 3)]);
    }

    /// <summary>A third of each class unseen, at most 5,000 training rows.</summary>
    private static LabeledTable Classes(string name, int seed)
    {
        (float[][] rows, float[] labels) = SharedData.RowsOfClasses(name);
        int[] order = Table.Shuffled(rows.Length, seed);
        int[] test = [.. order.GroupBy(row => labels[row]).SelectMany(group => group.Take(group.Count() / 3))];
        return LabeledTable.Of(name, rows, labels, [.. order.Except(test).Take(MaxClassRows)], test);
    }

    /// <summary>A third unseen, at most 8,000 training rows.</summary>
    private static LabeledTable Target(string name, int seed)
    {
        (float[][] rows, float[] targets) = SharedData.RowsOfTargets(name);
        int[] order = Table.Shuffled(rows.Length, seed);
        int test = rows.Length / 3;
        return LabeledTable.Of(name, rows, targets, [.. order.Skip(test).Take(MaxTargetRows)], order[..test]);
    }
}
