using MLNet.Autoencoder.Torch.Kinds;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>What a forward pass gives the objective.</summary>
/// <param name="Code">What the encoder made of the batch.</param>
/// <param name="Output">The decoder's output, <c>[n, d]</c>: x̂, or what its probabilities are made of where slots are binary or one-hot.</param>
internal readonly record struct TorchForward(TorchCode Code, Tensor Output);
