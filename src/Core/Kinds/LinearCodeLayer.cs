using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the output of the mean head.</summary>
internal sealed class LinearCodeLayer(NetworkParameters parameters, int batchSize) : LatentLayer(parameters, batchSize)
{
    public override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, MatrixWorkspace workspace)
    {
        Span<float> code = Code(batch.Count);
        ForwardMean(features, batch, code, workspace);
        code.CopyTo(batch.Codes);
    }

    public override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
    }

    public override void AddRowNats(TrainingBatch batch)
    {
    }

    public override void Backward(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        float noiseVariance,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace) =>
        BackwardMean(features, batch, CodeGradient(batch.Count), gradient, featuresGradient, workspace);
}
