using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>Codes without a distribution: the mean head's output as it is.</summary>
internal sealed class CodeLayer(NetworkParameters parameters, int batchSize) : LatentLayer(parameters, batchSize)
{
    public override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, MatrixWorkspace workspace)
    {
        Span<float> code = Code(batch.Count);
        Parameters.Layout.EncoderMean.Forward(Parameters.Values, features, code, batch.Count, workspace);
        AddLinearPath(batch, code, workspace);
        code.CopyTo(batch.Codes);
    }

    public override LatentTerms Terms(TrainingBatch batch) => default;

    public override void Backward(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        float klWeight,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace) =>
        BackwardMean(features, batch, CodeGradient(batch.Count), gradient, featuresGradient, workspace);
}
