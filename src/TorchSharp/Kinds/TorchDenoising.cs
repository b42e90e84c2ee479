using MLNet.Autoencoder.Torch.Tensors;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The latent layer of a denoising autoencoder. The corruption is already in the batch.</summary>
internal sealed class TorchDenoising(TorchParameters parameters) : TorchLinearCode(parameters);
