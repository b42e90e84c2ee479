using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>What a forward pass gives the objective.</summary>
/// <param name="Mean">μ, <c>[rows, q]</c>.</param>
/// <param name="LogVariance">log σ², <c>[rows, q]</c>.</param>
/// <param name="Output">The decoder's output, <c>[rows, d]</c>: x̂, or its logit where the reconstruction is Bernoulli.</param>
internal readonly record struct TorchForward(Tensor Mean, Tensor LogVariance, Tensor Output);
