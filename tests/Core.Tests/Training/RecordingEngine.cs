namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>An engine that trains nothing: it records its input, and returns scripted losses.</summary>
internal sealed class RecordingEngine : ITrainingEngine, ITrainingSession
{
    private long _steps;

    /// <summary>The loss of one row in a training step. The first step is 1; steps before a restart count.</summary>
    public Func<int, LossValues> Training { get; init; } = _ => Loss(1);

    /// <summary>The loss of one row in validation, after a number of training steps.</summary>
    public Func<int, LossValues> Validation { get; init; } = _ => Loss(1);

    /// <summary>The squared error of a validation row with this value, after a number of training steps; by default that of <see cref="Validation"/>.</summary>
    public Func<int, float, double>? ValidationRow { get; init; }

    /// <summary>The value of every parameter after a number of training steps, not counting those that a restart undid.</summary>
    public Func<int, float> Parameters { get; init; } = steps => steps;

    /// <summary>Writes the codes of a batch, <c>[count, q]</c>.</summary>
    public Action<TrainingBatch> Codes { get; init; } = _ => { };

    public List<float> Rows { get; } = [];

    public List<float> RowWeights { get; } = [];

    public List<float> ValidationRows { get; } = [];

    public List<float> ValidationNoise { get; } = [];

    public List<float> LearningRates { get; } = [];

    public List<float> KlWeights { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public List<float> Noise { get; } = [];

    /// <summary>The dead units of each step.</summary>
    public List<bool[]> DeadUnits { get; } = [];

    /// <summary>The difference between input and row, for each value in training.</summary>
    public List<float> Corruption { get; } = [];

    /// <summary>The difference between input and row, for each value in validation.</summary>
    public List<float> ValidationCorruption { get; } = [];

    /// <summary>The first value of each row that was judged because it is far out.</summary>
    public List<float> FarRows { get; } = [];

    /// <summary>The step count of each state that was restored. The first is the start.</summary>
    public List<long> Restored { get; } = [];

    /// <summary>The first parameter of each state that was restored.</summary>
    public List<float> RestoredParameters { get; } = [];

    /// <summary>The parameters at the start.</summary>
    public float[] StartParameters { get; private set; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>The loss of a row with one continuous slot.</summary>
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
        Multiply(Training(LearningRates.Count), batch).WriteTo(batch.Loss);
    }

    public void EvaluateBatch(TrainingBatch batch)
    {
        // Far rows are reconstructed from their means, without noise.
        if (batch.Noise.ContainsAnyExcept(0f))
        {
            ValidationRows.AddRange(FirstValues(batch));
            ValidationNoise.AddRange(batch.Noise);
            ValidationCorruption.AddRange(Differences(batch));
        }
        else
        {
            FarRows.AddRange(FirstValues(batch));
        }

        LossValues loss = Validation(LearningRates.Count);
        Multiply(loss, batch).WriteTo(batch.Loss);
        double[] squaredErrors = [.. FirstValues(batch).Select(value => ValidationRow?.Invoke(LearningRates.Count, value) ?? loss.SquaredError)];
        Array.ConvertAll(squaredErrors, error => (float)error).CopyTo(batch.RowSquaredErrors);
        batch.RowNats.Fill((float)(loss.CrossEntropy + (batch.WeightOf(LossTerm.KlDivergence) * loss.KlDivergence)));
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
        RestoredParameters.Add(state.Parameters[0]);
    }

    public void Dispose() => IsDisposed = true;

    /// <summary>Options without scaling, with one step per epoch, where the total loss is the reconstruction loss.</summary>
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

    /// <summary>The rows 0 to count − 1, of one slot each.</summary>
    public static InMemoryRows Numbered(int count) => new(Enumerable.Range(0, count).Select(i => (float)i).ToArray(), 1);

    private static LossValues Multiply(LossValues loss, TrainingBatch batch) => new()
    {
        SquaredError = loss.SquaredError * batch.TotalWeight,
        CrossEntropy = loss.CrossEntropy * batch.TotalWeight,
        KlDivergence = loss.KlDivergence * batch.TotalWeight,
        ChargedDivergence = loss.ChargedDivergence * batch.TotalWeight,
        Penalty = loss.Penalty * batch.TotalWeight,
        LabelHead = loss.LabelHead * batch.TotalWeight,
        Weight = batch.TotalWeight,
        ContinuousWeight = batch.ContinuousWeight,
    };

    private static IEnumerable<float> FirstValues(TrainingBatch batch) => batch.Rows.ToArray().Chunk(batch.Rows.Length / batch.Count).Select(row => row[0]);

    private static IEnumerable<float> Differences(TrainingBatch batch) =>
        batch.Input.ToArray().Zip(batch.Rows.ToArray(), (input, row) => input - row);
}
