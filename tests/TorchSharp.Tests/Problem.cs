using MLNet.Autoencoder.Networks;
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
        Initial = ParameterInitialization.Create(new NetworkArchitecture(InputDimension, hidden, LatentDimension, activation), seed: 1);

        // Nothing may be zero, or an error in what it multiplies would not show.
        float[] shift = new float[Initial.Values.Length];
        new RandomStream(2, 99, 0).FillNormal(shift, 0);
        for (int i = 0; i < shift.Length; i++)
        {
            Initial.Values[i] += 0.2f * shift[i];
        }
    }

    /// <summary>Activation, reconstruction, hidden layers and weight of the latent term, in all combinations that matter.</summary>
    public static TheoryData<Activation, ReconstructionLoss, int[], float> Networks()
    {
        var networks = new TheoryData<Activation, ReconstructionLoss, int[], float>();
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (ReconstructionLoss reconstruction in Enum.GetValues<ReconstructionLoss>())
            {
                networks.Add(activation, reconstruction, [], 1f);
                networks.Add(activation, reconstruction, [6], 0f);
                networks.Add(activation, reconstruction, [9, 5], 0.3f);
                networks.Add(activation, reconstruction, [17, 4, 7], 2f);
            }
        }

        return networks;
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
