using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder;

/// <summary>All that a fit's next step depends on: the parameters, and what the optimiser remembers.</summary>
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

    /// <summary>θ, laid out as <see cref="NetworkParameters.Values"/>.</summary>
    public Span<float> Parameters => _parameters;

    /// <summary>m, Adam's mean of the gradient, laid out likewise.</summary>
    public Span<float> FirstMoment => _firstMoment;

    /// <summary>v, Adam's mean of the squared gradient, laid out likewise.</summary>
    public Span<float> SecondMoment => _secondMoment;

    /// <summary>t, the steps taken so far; 0 or more.</summary>
    public long StepCount { get; set; }
}
