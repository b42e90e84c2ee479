using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>A term of a batch's loss, summed over its rows by weight.</summary>
/// <param name="Term">The term.</param>
/// <param name="Sum">Its sum as reported.</param>
/// <param name="Charged">Its sum as the objective counts it.</param>
internal sealed record TorchTerm(LossTerm Term, Tensor Sum, Tensor Charged);
