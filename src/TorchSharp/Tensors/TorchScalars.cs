using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>Arithmetic with scalars that live until the native call has returned.</summary>
/// <remarks>
/// TorchSharp's operators create a <see cref="Scalar"/> that nothing refers to once the native call has begun, even to add two tensors: the factor 1 of the
/// second one. If the garbage collector frees it while native code reads it, the call fails, or uses another number. BannedSymbols.txt bans those
/// operators.
/// </remarks>
internal static class TorchScalars
{
    public static Tensor Plus(this Tensor tensor, Tensor addend)
    {
        using Scalar one = 1.ToScalar();
        return tensor.add(addend, one);
    }

    public static Tensor Plus(this Tensor tensor, double addend)
    {
        using Scalar scalar = addend.ToScalar(), one = 1.ToScalar();
        return tensor.add(scalar, one);
    }

    /// <summary>The sum of two terms, each of which may be missing.</summary>
    public static Tensor? Sum(Tensor? left, Tensor? right) => left is null ? right : right is null ? left : left.Plus(right);

    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor.ToScalar();
        return tensor.mul(scalar);
    }

    public static Tensor DividedBy(this Tensor tensor, double divisor)
    {
        using Scalar scalar = divisor.ToScalar();
        return tensor.div(scalar);
    }

    public static Tensor AtLeast(this Tensor tensor, double minimum)
    {
        using Scalar scalar = minimum.ToScalar();
        return tensor.clamp_min(scalar);
    }

    public static Tensor AtMost(this Tensor tensor, double maximum)
    {
        using Scalar scalar = maximum.ToScalar();
        return tensor.clamp_max(scalar);
    }

    /// <summary>Whether values are less than a limit.</summary>
    public static Tensor IsBelow(this Tensor tensor, double limit)
    {
        using Scalar scalar = limit.ToScalar();
        return tensor.lt(scalar);
    }

    /// <summary>Replaces the values where a mask is true.</summary>
    public static Tensor Replaced(this Tensor tensor, Tensor mask, double value)
    {
        using Scalar scalar = value.ToScalar();
        return tensor.masked_fill(mask, scalar);
    }
}
