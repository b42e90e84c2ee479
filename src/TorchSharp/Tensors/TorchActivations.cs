using MLNet.Autoencoder.Networks;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>The activation functions, as <see cref="Activation"/> defines them.</summary>
internal static class TorchActivations
{
    /// <exception cref="NotSupportedException">This engine does not support the activation.</exception>
    public static Func<Tensor, Tensor> Of(Activation activation) => activation switch
    {
        Activation.Relu => x => nn.functional.relu(x),
        Activation.Tanh => tanh,
        Activation.Silu => x => nn.functional.silu(x),
        Activation.Gelu => Gelu,
        _ => throw Unknown.Option(nameof(Activation), activation),
    };

    /// <summary>½x(1 + tanh(√(2/π)(x + 0.044715x³))). TorchSharp's own function has this form only since version 0.106.</summary>
    private static Tensor Gelu(Tensor x)
    {
        Tensor inner = (x * (x * x).Times(ActivationFunctions.GeluCubic).Plus(1)).Times(ActivationFunctions.GeluScale);
        return x.Times(0.5) * inner.tanh().Plus(1);
    }
}
