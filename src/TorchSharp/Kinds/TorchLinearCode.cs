using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>Codes that are the output of the head, without a distribution and without loss terms of their own.</summary>
internal abstract class TorchLinearCode(TorchParameters parameters) : TorchLatent(parameters, parameters.Layout.EncoderMean)
{
    /// <inheritdoc/>
    public override bool IsSampled => false;

    /// <inheritdoc/>
    public override TorchCode Forward(Tensor features, TorchBatch batch)
    {
        Tensor code = Reported(features, batch.Input, batch);
        return new TorchCode(code, code);
    }

    /// <inheritdoc/>
    public override Tensor Reported(Tensor features, Tensor input, TorchBatch batch) => AddSkip(Heads(features), input);

    /// <inheritdoc/>
    public override IEnumerable<TorchTerm> Terms(TorchCode code, Func<Tensor> errors, TorchBatch batch) => [];
}
