namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Training histories made without a fit.</summary>
internal static class Histories
{
    public static TrainingHistory Of(
        int epochs, Func<int, double> training, Func<int, double>? validation = null, int bestEpoch = 1, LossTerms? start = null) => new()
    {
        Epochs =
        [
            .. Enumerable.Range(1, epochs).Select(epoch => new TrainingEpoch
            {
                Epoch = epoch,
                Training = Terms(training(epoch)),
                Validation = validation is null ? null : Terms(validation(epoch)),
                LearningRate = 0.01f / epoch,
                KlWeight = 1,
                BatchSize = 32,
                ActiveUnits = 3,
                Duration = TimeSpan.FromMilliseconds(250),
                RowsPerSecond = 4000 + epoch,
            }),
        ],
        BestEpoch = bestEpoch,
        Start = start,
        RowCount = 1000,
        ValidationRowCount = 100,
        SkippedRowCount = 7,
        Restarts = 2,
    };

    /// <summary>Loss terms that are different fractions of one number.</summary>
    public static LossTerms Terms(double value) => new(
        [
            new(LossTerm.SquaredError, value / 2), new(LossTerm.CrossEntropy, value / 3), new(LossTerm.KlDivergence, value / 4), new(LossTerm.Penalty, value / 5),
        ],
        value);
}
