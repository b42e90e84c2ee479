using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="L1Penalty"/>: z = max(a, 0).</summary>
internal sealed class L1Definition(L1Penalty sparsity) : DictionaryDefinition
{
    /// <summary>Rectified codes fire above 0, so the threshold is part of the bias.</summary>
    public override void SetThresholds(NetworkParameters parameters, ReadOnlySpan<float> activations, int rows)
    {
        Span<float> bias = parameters.Layout.EncoderMean.Bias(parameters.Values);
        TensorPrimitives.Subtract(bias, ThresholdFor(AutomaticActiveUnits.Of(parameters.Architecture), activations, rows), bias);
    }

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) =>
        new L1Layer(parameters, sparsity, batchSize, threads);

    public override CodeActivation ActivationOf(NetworkParameters parameters) => new Rectifier();
}
