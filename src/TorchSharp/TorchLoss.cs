using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The terms of a batch's loss as scalars of the graph, each summed over the rows.</summary>
internal readonly record struct TorchLoss(Tensor Reconstruction, Tensor KlDivergence);
