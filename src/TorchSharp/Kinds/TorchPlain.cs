using MLNet.Autoencoder.Torch.Tensors;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The latent layer of a plain autoencoder.</summary>
internal sealed class TorchPlain(TorchParameters parameters) : TorchLinearCode(parameters);
