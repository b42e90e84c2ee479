using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>What stands between the encoder's hidden layers and the decoder.</summary>
internal abstract class TorchLatent
{
    private readonly TorchDense _head;
    private readonly TorchDense? _linear;

    /// <param name="parameters">The parameters.</param>
    /// <param name="outputs">Of the head: q for μ alone, 2q for μ and log σ², which lie side by side, see <see cref="NetworkParameters"/>.</param>
    protected TorchLatent(TorchParameters parameters, int outputs)
    {
        _head = parameters.Dense("encoder.mean", outputs);
        _linear = parameters.Linear("encoder.linear");
    }

    /// <summary>Whether the decoder sees samples, for which there has to be noise.</summary>
    public virtual bool IsSampled => false;

    /// <exception cref="NotSupportedException">This engine does not know the kind or the sparsity.</exception>
    public static TorchLatent Create(TorchParameters parameters, AutoencoderKind kind, int dimension) => kind switch
    {
        Plain or Denoising => new TorchPlainLatent(parameters, dimension),
        Variational variational => new TorchGaussianLatent(parameters, variational, dimension),
        Sparse sparse => new TorchSparseLatent(parameters, sparse.Sparsity, dimension),
        _ => throw Unknown.Option(nameof(AutoencoderOptions.Kind), kind.GetType().Name),
    };

    /// <param name="features">What the hidden layers made of the batch's input, <c>[n, h]</c>.</param>
    /// <param name="batch">The batch.</param>
    public abstract TorchCode Forward(Tensor features, TorchBatch batch);

    /// <summary>The head's outputs, <c>[n, outputs]</c>.</summary>
    protected Tensor Head(Tensor features) => _head.Forward(features);

    /// <summary>μ with what comes straight from the input, <c>[n, q]</c>.</summary>
    protected Tensor AddLinearPath(Tensor mean, TorchBatch batch) => _linear is null ? mean : mean + _linear.Forward(batch.Input);
}

/// <summary>Codes without a distribution: the head's output as it is.</summary>
internal sealed class TorchPlainLatent(TorchParameters parameters, int dimension) : TorchLatent(parameters, dimension)
{
    /// <inheritdoc/>
    public override TorchCode Forward(Tensor features, TorchBatch batch)
    {
        Tensor code = AddLinearPath(Head(features), batch);
        return new TorchCode(code, code);
    }
}
