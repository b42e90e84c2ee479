using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The latent layer of a sparse autoencoder: turns the activations, which are the output of the head, into a sparse code.</summary>
internal abstract class TorchSparse(TorchParameters parameters) : TorchLatent(parameters, parameters.Layout.EncoderMean)
{
    /// <inheritdoc/>
    public override bool IsSampled => false;

    /// <inheritdoc/>
    public override TorchCode Forward(Tensor features, TorchBatch batch)
    {
        Tensor activations = Activations(features, batch.Input);
        Tensor code = ToCode(activations, batch);
        return new TorchCode(code, code) { Activations = activations };
    }

    /// <inheritdoc/>
    public override Tensor Reported(Tensor features, Tensor input, TorchBatch batch) => ToCode(Activations(features, input), batch);

    /// <inheritdoc/>
    public override IEnumerable<TorchTerm> Terms(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        if (Penalty(code, errors, batch) is { } penalties)
        {
            Tensor sum = TorchBatch.Sum(penalties.unsqueeze(1), batch.Weights);
            yield return new TorchTerm(LossTerm.Penalty, sum, sum) { RowLosses = penalties };
        }
    }

    /// <summary>The activations of all units, <c>[n, q]</c>.</summary>
    protected virtual Tensor Activations(Tensor features, Tensor input) => AddSkip(Heads(features), input);

    /// <summary>The code for the activations, <c>[n, q]</c>.</summary>
    /// <param name="activations">The activations of all units, <c>[n, q]</c>.</param>
    /// <param name="batch">The batch, which says whether codes are those of training, which may depend on all rows, or those of a served model.</param>
    protected abstract Tensor ToCode(Tensor activations, TorchBatch batch);

    /// <summary>The penalty of each row, without its weight, <c>[n]</c>; <see langword="null"/> for none.</summary>
    protected abstract Tensor? Penalty(TorchCode code, Func<Tensor> errors, TorchBatch batch);
}
