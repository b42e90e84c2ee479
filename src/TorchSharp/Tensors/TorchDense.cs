using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>A fully connected layer y = x·Wᵀ + b.</summary>
/// <param name="Weight">W, <c>[outputs, inputs]</c>.</param>
/// <param name="Bias">b, <c>[outputs]</c>; null for none.</param>
internal sealed record TorchDense(Tensor Weight, Tensor? Bias)
{
    /// <param name="input">x, <c>[rows, inputs]</c>.</param>
    public Tensor Forward(Tensor input) => nn.functional.linear(input, Weight, Bias);
}
