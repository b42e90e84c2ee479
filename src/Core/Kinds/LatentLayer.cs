using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The layer between encoder and decoder in a training step: it turns features into codes, and propagates gradients back.</summary>
internal abstract class LatentLayer(NetworkParameters parameters, int batchSize)
{
    private readonly float[] _code = new float[checked(batchSize * parameters.Architecture.LatentDimension)];
    private readonly float[] _codeGradient = new float[checked(batchSize * parameters.Architecture.LatentDimension)];

    protected NetworkParameters Parameters { get; } = parameters;

    /// <summary>q.</summary>
    protected int Dimension { get; } = parameters.Architecture.LatentDimension;

    /// <summary>The input of the decoder, <c>[batch, q]</c>; valid after <see cref="Forward"/>.</summary>
    public Span<float> Code(int count) => _code.AsSpan(0, count * Dimension);

    /// <summary>Where the decoder writes the gradient of the codes, <c>[batch, q]</c>.</summary>
    public Span<float> CodeGradient(int count) => _codeGradient.AsSpan(0, count * Dimension);

    /// <summary>Computes <see cref="Code"/> from the encoder's features, and writes the codes to the batch.</summary>
    public abstract void Forward(ReadOnlySpan<float> features, TrainingBatch batch, MatrixWorkspace workspace);

    /// <summary>Writes the kind's loss terms to the batch, after <see cref="Forward"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public abstract void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace);

    /// <summary>Adds the kind's terms in nats to <see cref="TrainingBatch.RowNats"/>, after <see cref="ReportLoss"/>.</summary>
    public abstract void AddRowNats(TrainingBatch batch);

    /// <summary>Propagates <see cref="CodeGradient"/> back, and adds the gradient of the kind's own terms.</summary>
    /// <param name="features">The input of the forward pass.</param>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="noiseVariance">v: a term in nats is multiplied by 2v.</param>
    /// <param name="gradient">Receives the gradients of this layer's parameters, at their offsets.</param>
    /// <param name="featuresGradient">Receives the gradient of the features.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public abstract void Backward(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        float noiseVariance,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace);

    /// <summary>Computes the output of the mean head plus that of the skip connection, <c>[batch, q]</c>.</summary>
    protected void ForwardMean(ReadOnlySpan<float> features, TrainingBatch batch, Span<float> mean, MatrixWorkspace workspace)
    {
        Parameters.Layout.EncoderMean.Forward(Parameters.Values, features, mean, batch.Count, workspace);
        AddSkip(batch, mean, workspace);
    }

    /// <summary>Adds the output of the skip connection to μ.</summary>
    protected void AddSkip(TrainingBatch batch, Span<float> mean, MatrixWorkspace workspace) =>
        Parameters.Layout.EncoderSkip?.Forward(Parameters.Values, batch.Input, mean, batch.Count, workspace);

    /// <summary>Computes the gradient of the skip connection's weights.</summary>
    protected void BackwardSkip(TrainingBatch batch, ReadOnlySpan<float> meanGradient, Span<float> gradient, MatrixWorkspace workspace) =>
        Parameters.Layout.EncoderSkip?.BackwardParameters(gradient, batch.Input, meanGradient, batch.Count, workspace);

    /// <summary>From the gradient of the mean head's output, computes those of its parameters, of the skip connection and of the features.</summary>
    protected void BackwardMean(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        ReadOnlySpan<float> meanGradient,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace)
    {
        BackwardSkip(batch, meanGradient, gradient, workspace);
        BackwardDense(Parameters.Layout.EncoderMean, features, meanGradient, batch.Count, gradient, featuresGradient, workspace);
    }

    /// <summary>From the gradient of a dense layer's output, computes those of its parameters and of its input.</summary>
    protected void BackwardDense(
        DenseLayer layer,
        ReadOnlySpan<float> features,
        ReadOnlySpan<float> outputGradient,
        int count,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace)
    {
        layer.BackwardParameters(gradient, features, outputGradient, count, workspace);
        if (featuresGradient.IsWanted)
        {
            layer.BackwardInput(Parameters.Values, outputGradient, featuresGradient, count, workspace);
        }
    }
}
