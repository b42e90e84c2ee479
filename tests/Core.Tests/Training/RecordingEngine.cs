using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>An engine that trains nothing: it takes notes of what it is fed, and answers with losses from a script.</summary>
internal sealed class NoteTakingEngine : ITrainingEngine, ITrainingSession
{
    private long _steps;

    /// <summary>The loss of one row in a training step; the first is 1, and steps that are taken back count.</summary>
    public Func<int, LossValues> Training { get; init; } = _ => Loss(1);

    /// <summary>The loss of one row in validation, after so many training steps.</summary>
    public Func<int, LossValues> Validation { get; init; } = _ => Loss(1);

    /// <summary>What every parameter is after so many training steps, those taken back not counted.</summary>
    public Func<int, float> Parameters { get; init; } = steps => steps;

    /// <summary>What the engine says the codes of a batch are, <c>[count, q]</c>.</summary>
    public Action<TrainingBatch> Codes { get; init; } = _ => { };

    public List<float> Rows { get; } = [];

    public List<float> RowWeights { get; } = [];

    public List<float> ValidationRows { get; } = [];

    public List<float> ValidationNoise { get; } = [];

    public List<float> LearningRates { get; } = [];

    public List<float> KlWeights { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public List<float> Noise { get; } = [];

    /// <summary>Of each step, which units it was told are dead.</summary>
    public List<bool[]> DeadUnits { get; } = [];

    /// <summary>Of each value that the encoder is shown in training, how much it differs from what it is held to.</summary>
    public List<float> Corruption { get; } = [];

    /// <summary>The same in validation.</summary>
    public List<float> ValidationCorruption { get; } = [];

    /// <summary>Of each state gone on from, the start the first of them, the steps that had led to it.</summary>
    public List<long> Restored { get; } = [];

    /// <summary>The parameters to start from.</summary>
    public float[] StartParameters { get; private set; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>A row's loss with one continuous slot.</summary>
    public static LossValues Loss(double squaredError, double divergence = 0, double charged = 0) =>
        new() { SquaredError = squaredError, KlDivergence = divergence, ChargedDivergence = charged };

    public ITrainingSession Start(TrainingRequest request) => this;

    public void TrainBatch(TrainingBatch batch, float learningRate)
    {
        _steps++;
        Rows.AddRange(FirstValues(batch));
        RowWeights.AddRange(batch.Weights);
        LearningRates.Add(learningRate);
        KlWeights.Add(batch.WeightOf(LossTerm.KlDivergence));
        BatchSizes.Add(batch.Count);
        Noise.AddRange(batch.Noise);
        DeadUnits.Add(batch.DeadUnits.ToArray());
        Corruption.AddRange(Differences(batch));
        Codes(batch);
        Times(Training(LearningRates.Count), batch).WriteTo(batch.Loss);
    }

    public void EvaluateBatch(TrainingBatch batch)
    {
        ValidationRows.AddRange(FirstValues(batch));
        ValidationNoise.AddRange(batch.Noise);
        ValidationCorruption.AddRange(Differences(batch));
        Times(Validation(LearningRates.Count), batch).WriteTo(batch.Loss);
    }

    public bool TrySave(TrainingState state)
    {
        float parameter = Parameters((int)_steps);
        if (!float.IsFinite(parameter))
        {
            return false;
        }

        state.Parameters.Fill(parameter);
        state.StepCount = _steps;
        return true;
    }

    public void Restore(TrainingState state)
    {
        _steps = state.StepCount;
        StartParameters = Restored.Count == 0 ? state.Parameters.ToArray() : StartParameters;
        Restored.Add(_steps);
    }

    public void Dispose() => IsDisposed = true;

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
        LatentOrder = LatentOrder.AsTrained,
        Engine = this,
    };

    /// <summary>The rows 0 to count − 1 of one value each.</summary>
    public static InMemoryRows Numbered(int count) => new(Enumerable.Range(0, count).Select(i => (float)i).ToArray(), 1);

    private static LossValues Times(LossValues loss, TrainingBatch batch) => new()
    {
        SquaredError = loss.SquaredError * batch.TotalWeight,
        CrossEntropy = loss.CrossEntropy * batch.TotalWeight,
        KlDivergence = loss.KlDivergence * batch.TotalWeight,
        ChargedDivergence = loss.ChargedDivergence * batch.TotalWeight,
        Penalty = loss.Penalty * batch.TotalWeight,
        Weight = batch.TotalWeight,
        ContinuousWeight = batch.ContinuousWeight,
    };

    private static IEnumerable<float> FirstValues(TrainingBatch batch) => batch.Rows.ToArray().Chunk(batch.Rows.Length / batch.Count).Select(row => row[0]);

    private static IEnumerable<float> Differences(TrainingBatch batch) =>
        batch.Input.ToArray().Zip(batch.Rows.ToArray(), (input, row) => input - row);
}
