using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The layer between encoder and decoder, one class per kind of autoencoder.</summary>
internal abstract class TorchLatent
{
    private readonly TorchDense _head;
    private readonly TorchDense? _skip;

    /// <param name="parameters">The parameters.</param>
    /// <param name="heads">The number of adjacent heads: 1 for μ alone, 2 for μ and log σ²; see <see cref="NetworkParameters"/>.</param>
    protected TorchLatent(TorchParameters parameters, int heads = 1)
    {
        Dimension = parameters.Architecture.LatentDimension;
        _head = parameters.Dense("encoder.mean", heads * Dimension);
        _skip = parameters.Skip("encoder.linear");
    }

    /// <summary>Whether codes are sampled, which requires noise.</summary>
    public abstract bool IsSampled { get; }

    /// <summary>q.</summary>
    protected int Dimension { get; }

    /// <summary>Computes the codes.</summary>
    /// <param name="features">The output of the hidden layers, <c>[n, h]</c>.</param>
    /// <param name="batch">The batch.</param>
    public abstract TorchCode Forward(Tensor features, TorchBatch batch);

    /// <summary>The loss terms of the kind.</summary>
    /// <param name="code">The result of <see cref="Forward"/>.</param>
    /// <param name="errors">Computes x̂ − x as a constant, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public abstract IEnumerable<TorchTerm> Terms(TorchCode code, Func<Tensor> errors, TorchBatch batch);

    /// <summary>The outputs of the heads, <c>[n, heads · q]</c>.</summary>
    protected Tensor Heads(Tensor features) => _head.Forward(features);

    /// <summary>μ plus the output of the skip connection, if there is one, <c>[n, q]</c>.</summary>
    protected Tensor AddSkip(Tensor mean, TorchBatch batch) => _skip is null ? mean : mean.Plus(_skip.Forward(batch.Input));
}
