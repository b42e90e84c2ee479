using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>The course of a fit.</summary>
internal sealed class HistoryFigures(TrainingHistory history)
{
    private const double LossHeight = 240;

    private readonly HistorySummary _summary = new(history);

    public XElement ToElement() => history.Epochs.Count == 0
        ? Html.Section("Training", Html.Paragraph("No epochs were trained."))
        : Html.Section("Training", Loss(), Html.Element("div", Html.Class("grid"), TermFigures(), PaceFigures()));

    private XElement Loss() => new EpochChart(
        "Loss",
        "The objective, as a mean over rows. A validation loss that rises while the training loss falls means overfitting. The epoch whose "
        + "parameters were kept is marked."
        + (history.Start is null ? string.Empty : " The ring is the validation loss of the principal components from which the fit started."),
        Pair(terms => terms.Total))
    {
        Height = LossHeight,
        BestEpoch = history.BestEpoch,
        Start = history.Start?.Total,
    }.ToElement();

    private IEnumerable<XElement> TermFigures() => history.Epochs
        .SelectMany(epoch => epoch.Training)
        .Select(value => value.Term)
        .Distinct()
        .Where(term => history.Epochs.Any(epoch => epoch.Training[term.Name] != 0 || (epoch.Validation is { } validation && validation[term.Name] != 0)))
        .Select(term => new EpochChart(Capitalized(term.Title), term.Description, Pair(loss => loss[term.Name]))
        {
            Start = history.Start?[term.Name],
        }.ToElement());

    private IEnumerable<XElement> PaceFigures()
    {
        if (history.Epochs.Any(epoch => epoch.CentroidAccuracy is not null))
        {
            yield return Pace(
                "Nearest class",
                "The fraction of held-out rows whose code is nearer to the mean code of their class than to that of any other.",
                epoch => epoch.CentroidAccuracy ?? double.NaN);
        }

        yield return Pace("Learning rate", "The learning rate of the optimizer.", epoch => epoch.LearningRate);
        if (history.Epochs.Any(epoch => epoch.ActiveUnits > 0))
        {
            yield return Pace("Active units", "Latent units that distinguish rows.", epoch => epoch.ActiveUnits, isOfCounts: true);
        }

        if (history.Epochs.Any(epoch => epoch.L0 is not null))
        {
            yield return Pace("L0", "Latent units that fire for a row, as a mean over the training rows.", epoch => epoch.L0 ?? double.NaN);
            yield return Pace("Dead units", "Latent units that fire for no training row.", epoch => epoch.DeadUnits ?? double.NaN, isOfCounts: true);
        }

        if (history.Epochs.Any(epoch => epoch.UnexplainedVariance is not null))
        {
            yield return Pace(
                "Unexplained variance",
                "The fraction of the held-out rows' variance that reconstructions leave unexplained (FVU).",
                epoch => epoch.UnexplainedVariance ?? double.NaN);
        }

        if (history.Epochs.Any(epoch => epoch.BatchSize != history.Epochs[0].BatchSize))
        {
            yield return Pace("Batch size", "Rows per optimizer step.", epoch => epoch.BatchSize, isOfCounts: true);
        }

        if (history.Epochs.Any(epoch => epoch.KlWeight != history.Epochs[0].KlWeight))
        {
            yield return Pace("KL weight", "λ, the factor on the KL divergence.", epoch => epoch.KlWeight);
        }

        if (_summary.HasDurations)
        {
            yield return Pace("Rows per second", "Training rows per second. The time includes validation.", epoch => epoch.RowsPerSecond, isOfCounts: true);
        }
    }

    private XElement Pace(string name, string caption, Func<TrainingEpoch, double> value, bool isOfCounts = false) =>
        new EpochChart(name, caption, [SeriesOf(name, "pace", value)]) { IsOfCounts = isOfCounts }.ToElement();

    private static string Capitalized(string title) => char.ToUpperInvariant(title[0]) + title[1..];

    private Series[] Pair(Func<LossTerms, double> value)
    {
        Series training = SeriesOf("training", "training", epoch => value(epoch.Training));
        return _summary.IsValidated
            ? [training, SeriesOf("validation", "validation", epoch => epoch.Validation is { } held ? value(held) : double.NaN)]
            : [training];
    }

    private Series SeriesOf(string name, string style, Func<TrainingEpoch, double> value) =>
        new(name, style, [.. history.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))]);
}
