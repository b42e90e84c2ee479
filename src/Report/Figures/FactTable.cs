using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Tables of names and values.</summary>
internal static class FactTable
{
    public static XElement Of(string heading, IEnumerable<(string Name, string Value)> facts) => Html.Element(
        "table",
        Html.Class("facts"),
        Html.Element("caption", heading),
        Html.Element("tbody", facts.Select(fact => Html.Element(
            "tr", Html.Element("th", new XAttribute("scope", "row"), fact.Name), Html.Element("td", fact.Value)))));

    /// <summary>The key figures of a fit.</summary>
    public static IEnumerable<(string Name, string Value)> OfHistory(TrainingHistory history)
    {
        var summary = new HistorySummary(history);
        yield return ("Rows trained on", NumberText.Count(history.RowCount));
        yield return ("Rows held out", NumberText.Count(history.ValidationRowCount));
        yield return ("Rows skipped", NumberText.Count(history.SkippedRowCount));
        yield return ("Epochs", NumberText.Count(history.Epochs.Count) + (history.Settings is { } plan ? $" of at most {NumberText.Count(plan.Epochs)}" : ""));
        yield return ("Epoch kept", history.BestEpoch == 0 ? "none: starting point kept" : NumberText.Count(history.BestEpoch));
        if (history.FinalEpochs > 0)
        {
            yield return ("Final epochs, on held-out rows too", NumberText.Count(history.FinalEpochs));
        }

        yield return ("Restarts after divergence", NumberText.Count(history.Restarts));
        if (history.Epochs.Count > 0)
        {
            yield return ("Batch size", Range(history.Epochs[0].BatchSize, history.Epochs[^1].BatchSize));
            yield return ("Learning rate", Range(history.Epochs[0].LearningRate, history.Epochs[^1].LearningRate));
        }

        if (history.Settings is { } settings)
        {
            yield return ("Weight decay", NumberText.Of(settings.WeightDecay));
        }

        yield return ("Duration", summary.HasDurations ? NumberText.Duration(summary.Duration) : "unknown: model files store no durations");
        if (summary.HasDurations)
        {
            yield return ("Rows per second", NumberText.Of(summary.RowsPerSecond));
        }

        if (history.Start is { } start)
        {
            yield return ("Validation loss of principal components", NumberText.Of(start.Total));
        }

        if (summary.Kept is { } kept)
        {
            yield return ($"{(summary.IsValidated ? "Validation" : "Training")} loss of the kept parameters", NumberText.Of(kept.Total));
        }
    }

    private static string Range(double first, double last) =>
        first == last ? NumberText.Of(first) : $"from {NumberText.Of(first)} to {NumberText.Of(last)}";
}
