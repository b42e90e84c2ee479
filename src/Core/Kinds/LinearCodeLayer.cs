using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the output of the mean head.</summary>
internal sealed class LinearCodeLayer(NetworkParameters parameters, int batchSize) : LatentLayer(parameters, batchSize)
{
    public override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, RowBlock rows, MatrixWorkspace workspace)
    {
        ForwardMean(features, batch, Code, rows, workspace);
        rows.Of(Code, Dimension).CopyTo(rows.Of(batch.Codes, Dimension));
    }

    public override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
    }

    public override void ReportRows(TrainingBatch batch)
    {
    }

    public override void BackwardInput(TrainingBatch batch, GradientTarget featuresGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        AddReportedGradient(CodeGradient, rows);
        BackwardHead(Parameters.Layout.EncoderMean, CodeGradient, featuresGradient, rows, workspace);
    }

    public override void BackwardParameters(
        ReadOnlySpan<float> features, TrainingBatch batch, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace) =>
        BackwardMeanParameters(features, batch, CodeGradient, gradient, rows, workspace);
}
