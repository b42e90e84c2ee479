using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Adam with bias correction (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1), over all parameters as one flat span.
/// </summary>
internal sealed unsafe class Adam
{
    private readonly float[] _firstMoment;
    private readonly float[] _secondMoment;
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _epsilon;

    public Adam(int parameterCount, float learningRate, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
    {
        _firstMoment = new float[parameterCount];
        _secondMoment = new float[parameterCount];
        LearningRate = learningRate;
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
    }

    /// <summary>α of the next step. A schedule may set it.</summary>
    public float LearningRate { get; set; }

    /// <summary>t, the steps taken so far.</summary>
    public long StepCount { get; set; }

    /// <summary>m, one for each parameter.</summary>
    public Span<float> FirstMoment => _firstMoment;

    /// <summary>v, one for each parameter.</summary>
    public Span<float> SecondMoment => _secondMoment;

    /// <summary>Takes one step: θ ← θ − α·m̂/(√v̂ + ε).</summary>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient)
    {
        KernelGuard.SameLength(_firstMoment.Length, parameters.Length, nameof(parameters));
        KernelGuard.SameLength(_firstMoment.Length, gradient.Length, nameof(gradient));
        StepCount++;
        var rates = new Rates(
            LearningRate / (1 - Power(_beta1, StepCount)), 1 / Math.Sqrt(1 - Power(_beta2, StepCount)), _beta1, _beta2, _epsilon);
        fixed (float* theta = parameters, g = gradient, m = _firstMoment, v = _secondMoment)
        {
            Update(theta, g, m, v, parameters.Length, rates);
        }
    }

    private static void Update(float* theta, float* g, float* m, float* v, int length, in Rates rates)
    {
        int done = 0;
        if (Lanes512.IsSupported)
        {
            done = Pass<Lanes512, Vector512<float>>(theta, g, m, v, done, length, rates);
        }
        else if (Lanes256.IsSupported)
        {
            done = Pass<Lanes256, Vector256<float>>(theta, g, m, v, done, length, rates);
        }
        else if (Lanes128.IsSupported)
        {
            done = Pass<Lanes128, Vector128<float>>(theta, g, m, v, done, length, rates);
        }

        Pass<Lanes1, float>(theta, g, m, v, done, length, rates);
    }

    /// <summary>Updates the whole vectors from <paramref name="start"/> on, and returns where it stopped.</summary>
    private static int Pass<TLanes, TVector>(float* theta, float* g, float* m, float* v, int start, int length, in Rates rates)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        TVector beta1 = TLanes.Broadcast(rates.Beta1), beta2 = TLanes.Broadcast(rates.Beta2);
        TVector rest1 = TLanes.Broadcast(1 - rates.Beta1), rest2 = TLanes.Broadcast(1 - rates.Beta2);
        TVector step = TLanes.Broadcast(rates.StepSize), scale = TLanes.Broadcast(rates.RootScale), epsilon = TLanes.Broadcast(rates.Epsilon);
        int i = start;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
        {
            // m ← β₁m + (1 − β₁)g and v ← β₂v + (1 − β₂)g²
            TVector slope = TLanes.Load(g + i);
            TVector first = TLanes.MultiplyAdd(beta1, TLanes.Load(m + i), TLanes.Multiply(rest1, slope));
            TVector second = TLanes.MultiplyAdd(beta2, TLanes.Load(v + i), TLanes.Multiply(rest2, TLanes.Multiply(slope, slope)));
            TLanes.Store(m + i, first);
            TLanes.Store(v + i, second);

            // The bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ are in the step size and in the scale of the root.
            TVector root = TLanes.MultiplyAdd(TLanes.Sqrt(second), scale, epsilon);
            TVector change = TLanes.Divide(TLanes.Multiply(step, first), root);
            TLanes.Store(theta + i, TLanes.Subtract(TLanes.Load(theta + i), change));
        }

        return i;
    }

    /// <summary>Powers by squaring: unlike Math.Pow, the same bits with every C library.</summary>
    private static double Power(double value, long exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            power *= (exponent & 1) == 1 ? value : 1;
            value *= value;
        }

        return power;
    }

    /// <summary>The constants of one step: α/(1 − β₁ᵗ), 1/√(1 − β₂ᵗ) and the rest as given.</summary>
    private readonly struct Rates(double stepSize, double rootScale, float beta1, float beta2, float epsilon)
    {
        public float StepSize { get; } = (float)stepSize;

        public float RootScale { get; } = (float)rootScale;

        public float Beta1 { get; } = beta1;

        public float Beta2 { get; } = beta2;

        public float Epsilon { get; } = epsilon;
    }
}
