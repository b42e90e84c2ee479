using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The layer between encoder and decoder, one class per kind of autoencoder.</summary>
internal abstract class TorchLatent
{
    private readonly TorchDense _heads;
    private readonly TorchDense? _skip;

    /// <param name="parameters">The parameters.</param>
    /// <param name="heads">The head for μ, or those for μ and log σ² as one layer.</param>
    protected TorchLatent(TorchParameters parameters, DenseLayer heads)
    {
        Dimension = parameters.Layout.Architecture.LatentDimension;
        _heads = parameters.Dense(heads);
        _skip = parameters.Skip(parameters.Layout.EncoderSkip);
    }

    /// <summary>Whether codes are sampled, which requires noise.</summary>
    public abstract bool IsSampled { get; }

    /// <summary>q.</summary>
    protected int Dimension { get; }

    /// <summary>Computes the codes.</summary>
    /// <param name="features">The output of the hidden layers, <c>[n, h]</c>.</param>
    /// <param name="batch">The batch.</param>
    public abstract TorchCode Forward(Tensor features, TorchBatch batch);

    /// <summary>The codes that are reported for another view of the rows of a batch, <c>[n, q]</c>: without the noise of the sampler, and without terms.</summary>
    /// <param name="features">The output of the hidden layers, <c>[n, h]</c>.</param>
    /// <param name="input">The rows, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public abstract Tensor Reported(Tensor features, Tensor input, TorchBatch batch);

    /// <summary>The loss terms of the kind.</summary>
    /// <param name="code">The result of <see cref="Forward"/>.</param>
    /// <param name="errors">Computes x̂ − x as a constant, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public abstract IEnumerable<TorchTerm> Terms(TorchCode code, Func<Tensor> errors, TorchBatch batch);

    /// <summary>Removes from the gradient what the kind does not follow, before it is clipped.</summary>
    public virtual void ProjectGradient()
    {
    }

    /// <summary>Brings the parameters back to where they must be, after a step of the optimizer.</summary>
    public virtual void FinishStep()
    {
    }

    /// <summary>Parameters that follow the codes of a batch instead of a gradient, by moving a share of the way; <see langword="null"/> if there are none.</summary>
    public virtual Tensor? Followers => null;

    /// <summary>Moves <see cref="Followers"/>, after a step of the optimizer.</summary>
    /// <param name="code">The result of <see cref="Forward"/> in this step.</param>
    /// <param name="batch">The batch.</param>
    public virtual void Follow(TorchCode code, TorchBatch batch)
    {
    }

    /// <summary>The outputs of the heads: μ, <c>[n, q]</c>, or μ and log σ², <c>[n, 2q]</c>.</summary>
    protected Tensor Heads(Tensor features) => _heads.Forward(features);

    /// <summary>μ plus the output of the skip connection, if there is one, <c>[n, q]</c>.</summary>
    protected Tensor AddSkip(Tensor mean, Tensor input) => _skip is null ? mean : mean.Plus(_skip.Forward(input));
}
