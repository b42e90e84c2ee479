namespace MLNet.Autoencoder.Networks;

/// <summary>The consequences of a tensor's role.</summary>
internal static class TensorRoles
{
    /// <summary>Whether the tensor is a vector rather than a matrix.</summary>
    public static bool IsVector(TensorRole role) => role switch
    {
        TensorRole.Bias or TensorRole.Threshold or TensorRole.LogScale => true,
        TensorRole.HiddenWeight or TensorRole.Weight or TensorRole.SkipWeight or TensorRole.LogVarianceWeight or TensorRole.Dictionary => false,
        _ => throw Unknown(role),
    };

    /// <summary>Whether weight decay applies to the tensor.</summary>
    public static bool IsDecayed(TensorRole role) => role switch
    {
        TensorRole.HiddenWeight or TensorRole.Weight or TensorRole.LogVarianceWeight => true,
        TensorRole.SkipWeight or TensorRole.Bias or TensorRole.Threshold or TensorRole.LogScale or TensorRole.Dictionary => false,
        _ => throw Unknown(role),
    };

    /// <summary>The bound of the uniform distribution from which the initial values are drawn; <see langword="null"/> if they are zero.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="activation">The activation of the hidden layers.</param>
    public static double? InitialBound(ParameterTensor tensor, Activation activation) => tensor.Role switch
    {
        TensorRole.HiddenWeight when activation != Activation.Tanh => Math.Sqrt(6.0 / tensor.Columns),
        TensorRole.HiddenWeight or TensorRole.Weight or TensorRole.SkipWeight or TensorRole.Dictionary => Math.Sqrt(6.0 / (tensor.Columns + tensor.Rows)),
        TensorRole.LogVarianceWeight or TensorRole.Bias or TensorRole.Threshold or TensorRole.LogScale => null,
        _ => throw Unknown(tensor.Role),
    };

    private static ArgumentOutOfRangeException Unknown(TensorRole role) => new(nameof(role), role, "Unknown tensor role.");
}
