using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What stands between encoder and decoder in a training step: turns features into codes, and carries gradients back.</summary>
internal abstract class LatentLayer(NetworkParameters parameters, int batchSize)
{
    private readonly float[] _code = new float[checked(batchSize * parameters.Architecture.LatentDimension)];
    private readonly float[] _codeGradient = new float[checked(batchSize * parameters.Architecture.LatentDimension)];

    protected NetworkParameters Parameters { get; } = parameters;

    /// <summary>q.</summary>
    protected int Dimension { get; } = parameters.Architecture.LatentDimension;

    public static LatentLayer Create(NetworkParameters parameters, AutoencoderKind kind, int batchSize) => kind switch
    {
        Variational variational => new GaussianLatentLayer(parameters, variational, batchSize),
        Sparse sparse => new SparseLatentLayer(parameters, sparse.Sparsity, batchSize),
        _ => new CodeLayer(parameters, batchSize),
    };

    /// <summary>The codes that the decoder sees, <c>[batch, q]</c>: what <see cref="Forward"/> leaves behind.</summary>
    public Span<float> Code(int count) => _code.AsSpan(0, count * Dimension);

    /// <summary>Computes <see cref="Code"/> from the encoder's features, and reports codes to the batch.</summary>
    public abstract void Forward(ReadOnlySpan<float> features, TrainingBatch batch, MatrixWorkspace workspace);

    /// <summary>What the codes of the batch cost, after <see cref="Forward"/>.</summary>
    public abstract LatentTerms Terms(TrainingBatch batch);

    /// <summary>What the batch costs because units are dead, summed over its rows by weight, after <see cref="Forward"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>.</param>
    /// <param name="workspace">Buffers of the products.</param>
    public virtual double DeadUnitPenalty(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace) => 0;

    /// <summary>Where the decoder writes the gradient of the codes, <c>[batch, q]</c>.</summary>
    public Span<float> CodeGradient(int count) => _codeGradient.AsSpan(0, count * Dimension);

    /// <summary>Carries <see cref="CodeGradient"/> back, with the latent term's own gradient.</summary>
    /// <param name="features">The input of the forward pass.</param>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="klWeight">The weight of Σ(−log σ² + σ² + μ² − 1) in the batch's loss.</param>
    /// <param name="gradient">Receives the gradients of this layer's parameters, in their places.</param>
    /// <param name="featuresGradient">Receives the gradient of the features.</param>
    /// <param name="workspace">Buffers of the products.</param>
    public abstract void Backward(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        float klWeight,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace);

    /// <summary>Adds to μ what comes straight from the input.</summary>
    protected void AddLinearPath(TrainingBatch batch, Span<float> mean, MatrixWorkspace workspace) =>
        Parameters.Layout.EncoderLinear?.Forward(Parameters.Values, batch.Input, mean, batch.Count, workspace);

    /// <summary>The gradient of the weights that lead from the input straight to μ.</summary>
    protected void BackwardLinearPath(TrainingBatch batch, ReadOnlySpan<float> meanGradient, Span<float> gradient, MatrixWorkspace workspace) =>
        Parameters.Layout.EncoderLinear?.BackwardParameters(gradient, batch.Input, meanGradient, batch.Count, workspace);

    /// <summary>From the gradient of the mean head's output to those of its parameters, the linear path's, and the features.</summary>
    protected void BackwardMean(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        ReadOnlySpan<float> meanGradient,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace)
    {
        BackwardLinearPath(batch, meanGradient, gradient, workspace);
        BackwardDense(Parameters.Layout.EncoderMean, features, meanGradient, batch.Count, gradient, featuresGradient, workspace);
    }

    /// <summary>From the gradient of a dense layer's output to those of its parameters and of its input.</summary>
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
