using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>Arithmetic of tensors and numbers.</summary>
/// <remarks>
/// TorchSharp's operators make a <see cref="Scalar"/> that nothing refers to once the native call has begun. The garbage collector may free it while native
/// code reads it, which ends in "Unknown scalar type" or in another number. Here every scalar lives until the call has returned.
/// </remarks>
internal static class TorchScalars
{
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor;
        return tensor.mul(scalar);
    }

    public static Tensor DividedBy(this Tensor tensor, double divisor)
    {
        using Scalar scalar = divisor;
        return tensor.div(scalar);
    }

    public static Tensor Plus(this Tensor tensor, double addend)
    {
        using Scalar scalar = addend;
        return tensor.add(scalar);
    }

    public static Tensor AtLeast(this Tensor tensor, double minimum)
    {
        using Scalar scalar = minimum;
        return tensor.clamp_min(scalar);
    }

    public static Tensor AtMost(this Tensor tensor, double maximum)
    {
        using Scalar scalar = maximum;
        return tensor.clamp_max(scalar);
    }
}
