using MLNet.Autoencoder.Torch.Tensors;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The one list of the kinds of autoencoder that this engine supports.</summary>
internal static class TorchKinds
{
    /// <summary>Creates the latent layer of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="NotSupportedException">This engine does not support the kind.</exception>
    public static TorchLatent Create(AutoencoderKind kind, TorchParameters parameters) => kind switch
    {
        Variational variational => new TorchVariational(parameters, variational),
        Plain => new TorchPlain(parameters),
        Denoising => new TorchDenoising(parameters),
        Sparse { Sparsity: TopK topK } => new TorchTopK(parameters, topK),
        Sparse { Sparsity: BatchTopK batchTopK } => new TorchBatchTopK(parameters, batchTopK),
        Sparse { Sparsity: JumpRelu jumpRelu } => new TorchJumpRelu(parameters, jumpRelu),
        Sparse { Sparsity: Gated gated } => new TorchGated(parameters, gated),
        Sparse { Sparsity: L1Penalty l1 } => new TorchL1Penalty(parameters, l1),
        Sparse { Sparsity: KlSparsity kl } => new TorchKlSparsity(parameters, kl),
        Sparse sparse => throw Unknown.Option(nameof(Sparsity), sparse.Sparsity.GetType().Name),
        _ => throw Unknown.Option(nameof(AutoencoderOptions.Kind), kind.GetType().Name),
    };
}
