using System.Globalization;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Data;

/// <summary>Warns about columns from which a fit cannot learn.</summary>
internal static class DataWarnings
{
    /// <summary>Without scaling, a slot whose deviation is this many times that of another drowns it out.</summary>
    private const double MaxDeviationRatio = 1000;

    public static void Report(ColumnStatistics statistics, RowOptions options, IMonitor monitor)
    {
        IEnumerable<int> slots = [.. Enumerable.Range(0, statistics.Dimension)];
        WarnAboutSlots([.. slots.Where(slot => !statistics.IsObserved(slot))], "no row has a value there", statistics, monitor);
        int[] constant = [.. slots.Where(slot => statistics.IsObserved(slot) && statistics.Range(slot) == 0)];
        WarnAboutSlots(constant, "every row has the same value there", statistics, monitor);

        double[] deviations = [.. slots.Select(slot => Math.Sqrt(statistics.Variance(slot))).Where(deviation => deviation > 0)];
        if (options.Scaling == Scaling.None && deviations.Length > 0 && deviations.Max() > MaxDeviationRatio * deviations.Min())
        {
            monitor.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"With Scaling = None, the standard deviations of the slots range from {deviations.Min():G3} to {deviations.Max():G3}, so the model "
                + $"will hardly see slots with small deviations. Use Scaling = Standardize."));
        }
    }

    /// <summary>Warns about labels from which a fit cannot learn.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="possibleClasses">The labels, if they are numbers that are probably classes; otherwise empty.</param>
    /// <param name="monitor">Receives the warnings.</param>
    public static void Report(LabelEncoding labels, IReadOnlyList<float> possibleClasses, IMonitor monitor)
    {
        if (!labels.IsInformative)
        {
            string reason = labels.Share == 0 ? "all of them are missing" : "every labeled row has the same one";
            monitor.Warn($"Nothing can be learned from the labels, because {reason}. The features are those of a fit without labels.");
        }

        if (possibleClasses.Count > 0)
        {
            string values = string.Join(", ", possibleClasses.Select(label => label.ToString(CultureInfo.InvariantCulture)));
            monitor.Warn(
                $"All labels are one of {values}, which the fit learns to predict as numbers. If they name classes, turn them into keys first: in a pipeline, with "
                + "MapValueToKey.");
        }
    }

    private static void WarnAboutSlots(int[] slots, string reason, ColumnStatistics statistics, IMonitor monitor)
    {
        if (slots.Length > 0)
        {
            monitor.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing can be learned from {slots.Length} of {statistics.Dimension} slots, because {reason}. The first is slot {slots[0]}."));
        }
    }
}
