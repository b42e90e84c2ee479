namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>
/// The tests that every <see cref="ITrainingEngine"/> passes. A test class derives from this one, says how its engine is created and, if single precision
/// is not what it computes in, how far it may be off.
/// </summary>
/// <remarks>
/// Everything an engine computes is compared with <see cref="ReferenceAutoencoder"/>, which is written in double precision, independently of any engine.
/// An engine that knows a closed set of options derives from <see cref="ClosedSetEngineConformance"/>.
/// </remarks>
public abstract partial class EngineConformance
{
    /// <summary>How far the engine may be from exact arithmetic.</summary>
    protected virtual EngineTolerances Tolerances { get; } = new();

    /// <summary>Creates the engine.</summary>
    protected abstract ITrainingEngine Create();

    private static void AssertClose(double expected, double actual, double tolerance, double floor, string what) => Assert.True(
        Math.Abs(expected - actual) <= tolerance * Math.Max(floor, Math.Abs(expected)), $"The {what} should be {expected}, but it is {actual}.");

    private static double[] InDouble(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);

    /// <summary>Compares two states of fits that took the same steps.</summary>
    private void AssertSame(TrainingState expected, TrainingState actual)
    {
        Assert.Equal(expected.StepCount, actual.StepCount);
        AssertRepeated(expected.Parameters, actual.Parameters);
        AssertRepeated(expected.FirstMoment, actual.FirstMoment);
        AssertRepeated(expected.SecondMoment, actual.SecondMoment);
    }

    private void AssertRepeated(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.Equal(expected.ToArray(), actual.ToArray(), (one, other) => one == other || Math.Abs(one - other) <= Tolerances.Repetition);
}
