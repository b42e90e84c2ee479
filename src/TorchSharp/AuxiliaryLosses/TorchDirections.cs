using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>The directions z/‖z‖ of the rows of a matrix.</summary>
internal static class TorchDirections
{
    /// <summary>z/‖z‖, <c>[n, m]</c>; 0, and without a gradient, for a row without a direction.</summary>
    /// <param name="rows">z, <c>[n, m]</c>.</param>
    public static Tensor Of(Tensor rows)
    {
        Tensor norms = rows.norm(1, keepdim: true);
        return rows / norms.Replaced(norms.IsBelow(Directions.MinNorm), double.PositiveInfinity);
    }
}
