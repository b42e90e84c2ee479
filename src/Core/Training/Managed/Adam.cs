using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// Adam with bias correction (Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1) and decoupled weight decay (Loshchilov
/// and Hutter, Decoupled Weight Decay Regularization, 2019), in one pass over all parameters, which also keeps atoms at length 1. Threads share the chunks
/// of a pass.
/// </summary>
internal sealed unsafe class Adam : ITeamWork
{
    // A pass mostly waits for memory. A chunk takes a few microseconds.
    private const int ChunkLength = 1 << 14;

    private readonly float[] _firstMoment;
    private readonly float[] _secondMoment;
    private readonly float _weightDecay;
    private readonly UnitAtoms? _atoms;
    private readonly Chunk[] _chunks;

    // State of the step in progress.
    private float* _parameters;
    private float* _gradient;
    private Rates _rates;

    /// <param name="tensors">The parameters, in order and without gaps.</param>
    /// <param name="weightDecay">The fraction of each decayed weight, times the learning rate, that a step subtracts.</param>
    /// <param name="atoms">The dictionary among the parameters, if there is one. Its gradient is projected before a step.</param>
    public Adam(IReadOnlyList<ParameterTensor> tensors, float weightDecay, UnitAtoms? atoms = null)
    {
        int count = tensors.Sum(tensor => tensor.Length);
        _firstMoment = new float[count];
        _secondMoment = new float[count];
        _weightDecay = weightDecay;
        _atoms = atoms;
        _chunks = [.. ChunksOf(tensors)];
    }

    /// <summary>t, the number of steps taken so far.</summary>
    public long StepCount { get; set; }

    /// <summary>m, one value per parameter.</summary>
    public Span<float> FirstMoment => _firstMoment;

    /// <summary>v, one value per parameter.</summary>
    public Span<float> SecondMoment => _secondMoment;

    /// <summary>Takes one step: θ ← (1 − α·decay)·θ − α·m̂/(√v̂ + ε).</summary>
    /// <param name="parameters">θ.</param>
    /// <param name="gradient">g.</param>
    /// <param name="gradientScale">A factor on the gradient.</param>
    /// <param name="learningRate">α.</param>
    /// <param name="threads">The threads that share the pass; <see langword="null"/> to use only the caller's thread.</param>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, float gradientScale, float learningRate, ThreadTeam? threads)
    {
        KernelGuard.SameLength(_firstMoment.Length, parameters.Length, nameof(parameters));
        KernelGuard.SameLength(_firstMoment.Length, gradient.Length, nameof(gradient));
        StepCount++;
        _rates = new Rates
        {
            StepSize = (float)(learningRate / (1 - Power(AdamConstants.Beta1, StepCount))),
            RootScale = (float)(1 / Math.Sqrt(1 - Power(AdamConstants.Beta2, StepCount))),
            Kept = 1 - (learningRate * _weightDecay),
            GradientScale = gradientScale,
        };
        fixed (float* theta = parameters, g = gradient)
        {
            _parameters = theta;
            _gradient = g;
            ThreadTeam.Run(parameters.Length >= threads?.Size * ChunkLength ? threads : null, this, _chunks.Length);
            _parameters = null;
            _gradient = null;
        }
    }

    void ITeamWork.Run(int part, int member) => Update(_chunks[part]);

    /// <summary>
    /// The chunks, ordered so that any fraction of the order covers the same fraction of every tensor: the thread that has computed some rows of a
    /// layer's gradient also updates these rows.
    /// </summary>
    private IEnumerable<Chunk> ChunksOf(IReadOnlyList<ParameterTensor> tensors) =>
        tensors.SelectMany(ChunksOf).OrderBy(chunk => chunk.Position).Select(chunk => chunk.Chunk);

    private IEnumerable<(Chunk Chunk, double Position)> ChunksOf(ParameterTensor tensor)
    {
        bool hasAtoms = tensor.Offset == _atoms?.Start;
        int chunkLength = hasAtoms ? _atoms!.WholeAtoms(ChunkLength) : ChunkLength;
        for (int start = 0; start < tensor.Length; start += chunkLength)
        {
            int length = Math.Min(chunkLength, tensor.Length - start);
            yield return (new Chunk(tensor.Offset + start, length, tensor.IsDecayed, hasAtoms), (start + (0.5 * length)) / tensor.Length);
        }
    }

    private void Update(Chunk chunk)
    {
        Rates rates = _rates with { Kept = chunk.IsDecayed ? _rates.Kept : 1 };
        if (!chunk.HasAtoms)
        {
            Update(chunk.Start, chunk.Length, rates);
            return;
        }

        int width = _atoms!.Width;
        for (int start = chunk.Start; start < chunk.Start + chunk.Length; start += width)
        {
            Update(start, width, rates with { AtomFactor = _atoms.FactorAt(start) });
            UnitAtoms.Normalize(new Span<float>(_parameters + start, width));
        }
    }

    private void Update(int start, int length, in Rates rates)
    {
        fixed (float* m = &_firstMoment[start], v = &_secondMoment[start])
        {
            float* theta = _parameters + start;
            float* g = _gradient + start;
            int done = 0;
            if (Lanes512.IsSupported)
            {
                done = Pass<Lanes512, Vector512<float>>(theta, g, m, v, done, length, rates);
            }

            if (Lanes256.IsSupported)
            {
                done = Pass<Lanes256, Vector256<float>>(theta, g, m, v, done, length, rates);
            }

            if (Lanes128.IsSupported)
            {
                done = Pass<Lanes128, Vector128<float>>(theta, g, m, v, done, length, rates);
            }

            Pass<Lanes1, float>(theta, g, m, v, done, length, rates);
        }
    }

    /// <summary>Updates whole vectors from <paramref name="start"/> on, and returns the end of the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Pass<TLanes, TVector>(float* theta, float* g, float* m, float* v, int start, int length, in Rates rates)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        TVector beta1 = TLanes.Broadcast(AdamConstants.Beta1), beta2 = TLanes.Broadcast(AdamConstants.Beta2);
        TVector rest1 = TLanes.Broadcast(1 - AdamConstants.Beta1), rest2 = TLanes.Broadcast(1 - AdamConstants.Beta2);
        TVector step = TLanes.Broadcast(rates.StepSize), scale = TLanes.Broadcast(rates.RootScale), epsilon = TLanes.Broadcast(AdamConstants.Epsilon);
        TVector kept = TLanes.Broadcast(rates.Kept), gradientScale = TLanes.Broadcast(rates.GradientScale);
        TVector atomFactor = TLanes.Broadcast(rates.AtomFactor);
        int i = start;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
        {
            // m ← β₁m + (1 − β₁)g and v ← β₂v + (1 − β₂)g²
            TVector value = TLanes.Load(theta + i);
            TVector slope = TLanes.Multiply(gradientScale, TLanes.MultiplyAdd(atomFactor, value, TLanes.Load(g + i)));
            TVector first = TLanes.MultiplyAdd(beta1, TLanes.Load(m + i), TLanes.Multiply(rest1, slope));
            TVector second = TLanes.MultiplyAdd(beta2, TLanes.Load(v + i), TLanes.Multiply(rest2, TLanes.Multiply(slope, slope)));
            TLanes.Store(m + i, first);
            TLanes.Store(v + i, second);

            // The bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ are part of the step size and of the scale of the root.
            TVector root = TLanes.MultiplyAdd(TLanes.Sqrt(second), scale, epsilon);
            TVector change = TLanes.Divide(TLanes.Multiply(step, first), root);
            TLanes.Store(theta + i, TLanes.Subtract(TLanes.Multiply(kept, value), change));
        }

        return i;
    }

    /// <summary>A power by repeated squaring, which, unlike Math.Pow, gives the same bits with every C library.</summary>
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

    /// <summary>The constants of one step.</summary>
    private struct Rates
    {
        /// <summary>α/(1 − β₁ᵗ).</summary>
        public float StepSize;

        /// <summary>1/√(1 − β₂ᵗ).</summary>
        public float RootScale;

        /// <summary>The fraction of a parameter that decay leaves.</summary>
        public float Kept;

        public float GradientScale;

        /// <summary>What, times the atom, projects its gradient; 0 for parameters that are no atom.</summary>
        public float AtomFactor;
    }

    /// <summary>Consecutive parameters of one tensor; whole atoms of a dictionary.</summary>
    private readonly record struct Chunk(int Start, int Length, bool IsDecayed, bool HasAtoms);
}
