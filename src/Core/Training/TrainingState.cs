namespace MLNet.Autoencoder;

/// <summary>Everything that the next step of a fit depends on: the parameters and the state of the optimizer.</summary>
public sealed class TrainingState
{
    private readonly float[] _parameters;
    private readonly float[] _firstMoment;
    private readonly float[] _secondMoment;

    internal TrainingState(int parameterCount)
    {
        _parameters = new float[parameterCount];
        _firstMoment = new float[parameterCount];
        _secondMoment = new float[parameterCount];
    }

    /// <summary>θ, in the layout of <see cref="NetworkParameters.Values"/>.</summary>
    public Span<float> Parameters => _parameters;

    /// <summary>m, Adam's running mean of the gradient, in the same layout.</summary>
    public Span<float> FirstMoment => _firstMoment;

    /// <summary>v, Adam's running mean of the squared gradient, in the same layout.</summary>
    public Span<float> SecondMoment => _secondMoment;

    /// <summary>t, the number of steps taken so far; 0 or more.</summary>
    public long StepCount { get; set; }
}
