namespace MLNet.Autoencoder.Kinds;

/// <summary>A point of a fit, as schedules see it.</summary>
/// <param name="Epochs">The number of epochs so far, including the completed fraction of the current epoch.</param>
/// <param name="Steps">The number of steps so far.</param>
/// <param name="TotalEpochs">The number of epochs in the whole fit.</param>
internal readonly record struct FitPoint(double Epochs, long Steps, int TotalEpochs)
{
    /// <summary>The point at which every schedule has reached its end.</summary>
    public static FitPoint End { get; } = new(double.PositiveInfinity, long.MaxValue, 1);

    /// <summary>Whether this is <see cref="End"/>.</summary>
    public bool IsEnd => double.IsPositiveInfinity(Epochs);
}
