namespace MLNet.Autoencoder.Tests.Training;

/// <summary>An engine that trains nothing: it takes notes of what it is fed, and answers with losses from a script.</summary>
internal sealed class NoteTakingEngine : ITrainingEngine, ITrainingSession
{
    /// <summary>The loss of one row in a training step; the first is 1.</summary>
    public Func<int, BatchLoss> Training { get; init; } = _ => new BatchLoss(1, 0, 0);

    /// <summary>The loss of one row in validation, after so many training steps.</summary>
    public Func<int, BatchLoss> Validation { get; init; } = _ => new BatchLoss(1, 0, 0);

    /// <summary>What every parameter is after so many training steps.</summary>
    public Func<int, float> Parameters { get; init; } = steps => steps;

    public List<float> Rows { get; } = [];

    public List<float> ValidationRows { get; } = [];

    public List<float> LearningRates { get; } = [];

    public List<float> KlWeights { get; } = [];

    /// <summary>Of each value that the encoder is shown in training or validation, how much it differs from what it is held to.</summary>
    public List<float> Corruption { get; } = [];

    public ITrainingSession Start(TrainingRequest request) => this;

    public BatchLoss TrainBatch(TrainingBatch batch, float learningRate, float klWeight)
    {
        Rows.AddRange(FirstValues(batch));
        LearningRates.Add(learningRate);
        KlWeights.Add(klWeight);
        Compare(batch);
        return Times(Training(LearningRates.Count), batch.Count);
    }

    public BatchLoss EvaluateBatch(TrainingBatch batch)
    {
        ValidationRows.AddRange(FirstValues(batch));
        Compare(batch);
        return Times(Validation(LearningRates.Count), batch.Count);
    }

    public void CopyParametersTo(Span<float> values) => values.Fill(Parameters(LearningRates.Count));

    public void Dispose()
    {
    }

    /// <summary>Options under which row i comes as (i, …), one step is an epoch, and the total loss is the reconstruction's.</summary>
    public AutoencoderOptions Options() => new()
    {
        LatentDimension = 1,
        HiddenLayers = [],
        Epochs = 1,
        BatchSize = 1 << 16,
        Seed = 1,
        Kind = new Plain(),
        Scaling = Scaling.None,
        LearningRateSchedule = LearningRateSchedule.Constant,
        Engine = this,
    };

    /// <summary>The rows 0 to count − 1 of one value each.</summary>
    public static InMemoryRows Numbered(int count) => new(Enumerable.Range(0, count).Select(i => (float)i).ToArray(), 1);

    private static BatchLoss Times(BatchLoss loss, int count) =>
        new(loss.Reconstruction * count, loss.KlDivergence * count, loss.ChargedDivergence * count);

    private static IEnumerable<float> FirstValues(TrainingBatch batch) => batch.Rows.ToArray().Chunk(batch.Rows.Length / batch.Count).Select(row => row[0]);

    private void Compare(TrainingBatch batch) =>
        Corruption.AddRange(batch.Input.ToArray().Zip(batch.Rows.ToArray(), (input, row) => input - row));
}
