using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The largest values of a matrix.</summary>
internal static class TorchLargest
{
    /// <summary>1 at the largest values of each row and 0 elsewhere, <c>[n, m]</c>. Among equal values, the first count as larger.</summary>
    /// <remarks>Sorts, because libtorch's topk does not define which of several equal values it returns.</remarks>
    public static Tensor MaskPerRow(Tensor values, long count)
    {
        Tensor constants = values.detach();
        Tensor order = constants.sort(1, descending: true, stable: true).Indices;
        return zeros_like(constants).scatter_(1, order.narrow(1, 0, count), ones_like(constants));
    }

    /// <summary>1 at the largest values of the whole matrix and 0 elsewhere, <c>[n, m]</c>. Among equal values, those of the first rows count as larger.</summary>
    public static Tensor MaskOverall(Tensor values, long count) => MaskPerRow(values.reshape(1, -1), count).reshape(values.shape);
}
