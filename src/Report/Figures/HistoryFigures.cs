using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>The course of a fit.</summary>
internal sealed class HistoryFigures(TrainingHistory history)
{
    private const double LossHeight = 240;

    private static readonly (string Name, string Caption, Func<LossTerms, double> Value)[] Terms =
    [
        ("Squared error", "Of continuous slots, in scaled units.", terms => terms.SquaredError),
        ("Cross-entropy", "Of binary slots and one-hot groups, in nats.", terms => terms.CrossEntropy),
        ("KL divergence", "Of the codes from N(0, 1), in nats.", terms => terms.KlDivergence),
        ("Penalty", "What sparsity costs.", terms => terms.Penalty),
    ];

    private readonly HistorySummary _summary = new(history);

    public XElement ToElement() => history.Epochs.Count == 0
        ? Html.Section("Training", Html.Paragraph("No epoch was trained."))
        : Html.Section("Training", Loss(), Html.Element("div", Html.Class("grid"), TermFigures(), PaceFigures()));

    private XElement Loss() => new EpochChart(
        "Loss",
        "The objective, a mean over rows: a validation loss that rises while that of training falls is overfitting. Marked is the epoch whose "
        + "parameters were kept."
        + (history.Start is null ? string.Empty : " The ring is the validation loss of the start, principal components."),
        Pair(terms => terms.Total))
    {
        Height = LossHeight,
        BestEpoch = history.BestEpoch,
        Start = history.Start?.Total,
    }.ToElement();

    private IEnumerable<XElement> TermFigures() => Terms
        .Where(term => history.Epochs.Any(epoch => term.Value(epoch.Training) != 0 || (epoch.Validation is { } held && term.Value(held) != 0)))
        .Select(term => new EpochChart(term.Name, term.Caption, Pair(term.Value))
        {
            Start = history.Start is { } start ? term.Value(start) : null,
        }.ToElement());

    private IEnumerable<XElement> PaceFigures()
    {
        yield return Pace("Learning rate", "The step size of the optimiser.", epoch => epoch.LearningRate);
        if (history.Epochs.Any(epoch => epoch.ActiveUnits > 0))
        {
            yield return Pace("Active units", "Latent units that tell rows apart.", epoch => epoch.ActiveUnits, isOfCounts: true);
        }

        if (history.Epochs.Any(epoch => epoch.BatchSize != history.Epochs[0].BatchSize))
        {
            yield return Pace("Batch size", "Rows in one step of the optimiser.", epoch => epoch.BatchSize, isOfCounts: true);
        }

        if (history.Epochs.Any(epoch => epoch.KlWeight != history.Epochs[0].KlWeight))
        {
            yield return Pace("KL weight", "λ, what the divergence is multiplied by.", epoch => epoch.KlWeight);
        }

        if (_summary.HasDurations)
        {
            yield return Pace("Rows a second", "Training rows, validation included in the time.", epoch => epoch.RowsPerSecond, isOfCounts: true);
        }
    }

    private XElement Pace(string name, string caption, Func<TrainingEpoch, double> value, bool isOfCounts = false) =>
        new EpochChart(name, caption, [SeriesOf(name, "pace", value)]) { IsOfCounts = isOfCounts }.ToElement();

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
