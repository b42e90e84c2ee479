using MLNet.Autoencoder.Torch.Kinds;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The results of a forward pass.</summary>
/// <param name="Code">The output of the encoder.</param>
/// <param name="Output">The output of the decoder, <c>[n, d]</c>: x̂ for continuous slots, logits for binary and one-hot slots.</param>
/// <param name="ViewCodes">The codes of the second view, <c>[n, q]</c>; null if the batch has none.</param>
internal readonly record struct TorchForward(TorchCode Code, Tensor Output, Tensor? ViewCodes);
