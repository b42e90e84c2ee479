using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>A small network with random parameters, and random batches for it: the same for both engines.</summary>
internal sealed class Problem
{
    private const int BatchSize = 24;
    private const int InputDimension = 7;
    private const int LatentDimension = 3;

    public Problem(Activation activation, ReconstructionLoss reconstruction, int[] hidden, float klWeight)
    {
        Options = new AutoencoderOptions
        {
            LatentDimension = LatentDimension,
            HiddenLayers = hidden,
            Activation = activation,
            Kind = new Variational { KlWeight = klWeight },
            Reconstruction = reconstruction,
            BatchSize = BatchSize,
            LearningRate = 1e-3f,
        };
        Initial = TestNetworks.Parameters(new NetworkArchitecture(InputDimension, hidden, LatentDimension, activation));
    }

    public AutoencoderOptions Options { get; }

    public NetworkParameters Initial { get; }

    public TrainingRequest Request => new(Options, Initial, gpu: default);

    /// <summary>The batch of a step, with values in [0, 1] and noise that no other step has.</summary>
    public TrainingBatch Batch(int step, int count = BatchSize)
    {
        var batch = new TrainingBatch(BatchSize, InputDimension, LatentDimension) { Count = count };
        new RandomStream(3, 99, (ulong)step).FillUniform(batch.RowBuffer[..(count * InputDimension)], 0);
        new RandomStream(4, 99, (ulong)step).FillNormal(batch.NoiseBuffer, 0);
        return batch;
    }

    /// <summary>The parameters after some steps.</summary>
    public float[] Train(ITrainingEngine engine, int steps)
    {
        using ITrainingSession session = engine.Start(Request);
        for (int step = 0; step < steps; step++)
        {
            session.TrainBatch(Batch(step), Options.LearningRate);
        }

        float[] parameters = new float[Initial.Values.Length];
        session.CopyParametersTo(parameters);
        return parameters;
    }
}
