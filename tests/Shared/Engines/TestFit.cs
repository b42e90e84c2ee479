using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>A fit of a test network, one call at a time, the way the training loop drives an engine.</summary>
/// <param name="network">The network and its batches.</param>
/// <param name="batchSize">The most rows in a batch.</param>
internal sealed class TestFit(TestNetwork network, int batchSize = TestFit.SmallBatch)
{
    /// <summary>Enough rows for every case of a batch; few enough to be checked by finite differences.</summary>
    public const int SmallBatch = 5;

    /// <summary>The learning rate of <see cref="Step"/>.</summary>
    public const float LearningRate = 1e-3f;

    public AutoencoderOptions Options { get; } = WithLearningRate(network.Options(batchSize));

    public NetworkParameters Initial { get; } = network.Parameters();

    public TrainingRequest Request => new(Options, Initial, gpu: default, rows: 1_000, network.AuxiliaryLosses, network.Labels);

    /// <summary>A variational autoencoder with one hidden layer.</summary>
    public static TestFit Simple(Activation activation = Activation.Silu) => new(SimpleNetwork(activation));

    /// <summary>The network of <see cref="Simple"/>.</summary>
    public static TestNetwork SimpleNetwork(Activation activation = Activation.Silu) =>
        new(activation, new Variational(), new Gaussian(), [6], BatchParts.None);

    /// <summary>The batch of a step.</summary>
    public TrainingBatch Batch(int step, int? count = null) => network.Batch(batchSize, count ?? batchSize, step);

    /// <summary>The state before the first step.</summary>
    public TrainingState StartState()
    {
        TrainingState state = EmptyState();
        Initial.Values.CopyTo(state.Parameters);
        return state;
    }

    /// <summary>Starts a session from the initial parameters and takes some steps.</summary>
    public ITrainingSession Start(ITrainingEngine engine, int steps = 0)
    {
        ITrainingSession session = engine.Start(Request);
        session.Restore(StartState());
        for (int step = 0; step < steps; step++)
        {
            Step(session, step);
        }

        return session;
    }

    /// <summary>Takes a step with its batch.</summary>
    public TrainingBatch Step(ITrainingSession session, int step)
    {
        TrainingBatch batch = Batch(step);
        session.TrainBatch(batch, LearningRate);
        return batch;
    }

    /// <summary>The state after some steps.</summary>
    public TrainingState Train(ITrainingEngine engine, int steps)
    {
        using ITrainingSession session = Start(engine, steps);
        return StateOf(session);
    }

    public TrainingState StateOf(ITrainingSession session)
    {
        TrainingState state = EmptyState();
        Assert.True(session.TrySave(state), "A parameter is not finite.");
        return state;
    }

    /// <summary>The gradient of a batch at the initial parameters: after the first step, Adam's mean of the gradient is a tenth of it.</summary>
    public float[] Gradient(ITrainingEngine engine, TrainingBatch batch)
    {
        using ITrainingSession session = Start(engine);
        session.TrainBatch(batch, LearningRate);
        return Array.ConvertAll(StateOf(session).FirstMoment.ToArray(), mean => 10 * mean);
    }

    /// <summary>The tensor with this name.</summary>
    public ParameterTensor Tensor(string name) => Initial.Tensors.Single(tensor => tensor.Name == name);

    private static AutoencoderOptions WithLearningRate(AutoencoderOptions options)
    {
        options.LearningRate = LearningRate;
        return options;
    }

    private TrainingState EmptyState() => new(Initial.Values.Length);
}
