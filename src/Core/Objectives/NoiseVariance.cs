namespace MLNet.Autoencoder.Objectives;

/// <summary>
/// The noise variance v of a decoder during a fit: a term in nats is multiplied by 2v before it is added to a squared error. v is given, or calibrated to
/// the squared errors of the steps so far.
/// </summary>
/// <remarks>
/// The most likely v is the mean squared error (Rybkin, Daniilidis and Levine, Simple and Effective VAE Training with Calibrated Decoders, 2021). That of
/// a single batch will not do: where most rows are equal, or tails are heavy, it is next to nothing in most batches and huge in a few.
/// </remarks>
internal sealed class NoiseVariance
{
    /// <summary>The fraction of v that a step keeps: v is an average over about a hundred batches, or all batches if there are fewer.</summary>
    private const double MaxMomentum = 0.99;

    /// <summary>
    /// The minimum calibrated v, as a fraction of the variance of the values. It is reached when an error is a hundredth of a deviation. Without a floor,
    /// a table that can be reconstructed exactly would have no bound on its loss.
    /// </summary>
    private const double MinFraction = 1e-4;

    /// <summary>The minimum calibrated v if no value varies.</summary>
    private const double Smallest = 1e-8;

    private readonly bool _isCalibrated;
    private readonly double _minimum;

    /// <param name="reconstruction">The reconstruction loss.</param>
    /// <param name="hasContinuous">Whether there are slots with a squared error.</param>
    /// <param name="variance">The mean variance of the slots that vary, in scaled units.</param>
    public NoiseVariance(ReconstructionLoss reconstruction, bool hasContinuous, double variance)
    {
        _isCalibrated = hasContinuous && reconstruction.NoiseVariance is null;
        _minimum = Math.Max(Smallest, MinFraction * variance);
        Value = hasContinuous ? reconstruction.NoiseVariance ?? _minimum : 0.5;
    }

    /// <summary>v; ½ if no slot has a squared error.</summary>
    public double Value { get; private set; }

    /// <summary>Sets v to the mean squared error of some rows, unless it is given.</summary>
    /// <param name="squaredError">The weighted sum of (x̂ − x)² over the continuous values.</param>
    /// <param name="count">The weighted number of continuous values.</param>
    public void Start(double squaredError, double count) => Restore(Of(squaredError, count));

    /// <summary>Returns to an earlier value, unless v is given.</summary>
    public void Restore(double value) => Value = _isCalibrated && double.IsFinite(value) ? Math.Max(_minimum, value) : Value;

    /// <summary>Takes a step into account, unless v is given.</summary>
    /// <param name="step">The loss of its batch.</param>
    /// <param name="steps">The number of steps before this one.</param>
    public void Observe(LossSum step, long steps)
    {
        double count = step.ContinuousWeight;
        if (_isCalibrated && count > 0)
        {
            double momentum = Math.Min(MaxMomentum, steps / (steps + 1.0));
            Restore((momentum * Value) + ((1 - momentum) * step.Loss[LossTerm.SquaredError] / count));
        }
    }

    /// <summary>The v under which errors are most likely; the given one, or ½, if it is not calibrated.</summary>
    /// <param name="squaredError">The weighted sum of (x̂ − x)² over the continuous values.</param>
    /// <param name="count">The weighted number of continuous values.</param>
    public double Of(double squaredError, double count) => _isCalibrated && count > 0 ? Math.Max(_minimum, squaredError / count) : Value;
}
