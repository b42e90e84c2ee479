namespace MLNet.Autoencoder.Networks;

/// <summary>What follows from a tensor's role.</summary>
internal static class TensorRoles
{
    /// <summary>Whether the tensor is a vector, not a matrix.</summary>
    public static bool IsVector(TensorRole role) => role switch
    {
        TensorRole.Bias or TensorRole.Threshold => true,
        TensorRole.HiddenWeight or TensorRole.Weight or TensorRole.SkipWeight or TensorRole.LogVarianceWeight => false,
        _ => throw Unknown(role),
    };

    /// <summary>Whether weight decay shrinks the tensor.</summary>
    public static bool IsDecayed(TensorRole role) => role switch
    {
        TensorRole.HiddenWeight or TensorRole.Weight or TensorRole.LogVarianceWeight => true,
        TensorRole.SkipWeight or TensorRole.Bias or TensorRole.Threshold => false,
        _ => throw Unknown(role),
    };

    /// <summary>The bound of the uniform distribution that the tensor's initial values are drawn from; <see langword="null"/> if they are zero.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="activation">The activation of the hidden layers.</param>
    public static double? InitialBound(ParameterTensor tensor, Activation activation) => tensor.Role switch
    {
        TensorRole.HiddenWeight when activation != Activation.Tanh => Math.Sqrt(6.0 / tensor.Columns),
        TensorRole.HiddenWeight or TensorRole.Weight or TensorRole.SkipWeight => Math.Sqrt(6.0 / (tensor.Columns + tensor.Rows)),
        TensorRole.LogVarianceWeight or TensorRole.Bias or TensorRole.Threshold => null,
        _ => throw Unknown(tensor.Role),
    };

    private static ArgumentOutOfRangeException Unknown(TensorRole role) => new(nameof(role), role, "This tensor role is not known.");
}
