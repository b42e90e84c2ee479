using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// Keeps the atoms of a dictionary at length 1: the gradient loses its component along each atom, which would only change the length, and after a step
/// the length is set to 1 again (Bricken et al., Towards Monosemanticity, 2023).
/// </summary>
/// <param name="threads">The threads that share the atoms; <see langword="null"/> to use only the caller's.</param>
internal sealed unsafe class AtomLengths(ThreadTeam? threads) : ITeamWork
{
    // Some microseconds of work.
    private const int ValuesPerPart = 1 << 15;

    // State of the pass in progress. Without a gradient, lengths are set.
    private float* _atoms;
    private float* _gradient;
    private int _count;
    private int _width;

    /// <summary>g ← g − (g·d)d/‖d‖² for each atom d.</summary>
    /// <param name="atoms"><c>[count, width]</c>.</param>
    /// <param name="gradient">Their gradient, <c>[count, width]</c>.</param>
    /// <param name="width">The number of values in an atom.</param>
    public void Project(ReadOnlySpan<float> atoms, Span<float> gradient, int width)
    {
        KernelGuard.SameLength(atoms.Length, gradient.Length, nameof(gradient));
        fixed (float* pAtoms = atoms, pGradient = gradient)
        {
            Run(pAtoms, pGradient, atoms.Length / width, width);
        }
    }

    /// <summary>d ← d/‖d‖ for each atom d, unless it is 0.</summary>
    /// <param name="atoms"><c>[count, width]</c>.</param>
    /// <param name="width">The number of values in an atom.</param>
    public void Normalize(Span<float> atoms, int width)
    {
        fixed (float* pAtoms = atoms)
        {
            Run(pAtoms, gradient: null, atoms.Length / width, width);
        }
    }

    void ITeamWork.Run(int part, int member)
    {
        int atomsPerPart = AtomsPerPart, end = Math.Min(_count, (part + 1) * atomsPerPart);
        for (int i = part * atomsPerPart; i < end; i++)
        {
            var atom = new Span<float>(_atoms + ((nint)i * _width), _width);
            double square = Reductions.SumOfSquares(atom);
            if (_gradient is not null)
            {
                var gradient = new Span<float>(_gradient + ((nint)i * _width), _width);
                TensorPrimitives.MultiplyAdd(atom, square > 0 ? (float)(-Reductions.Dot(atom, gradient) / square) : 0, gradient, gradient);
            }
            else if (square > 0)
            {
                TensorPrimitives.Multiply(atom, (float)(1 / Math.Sqrt(square)), atom);
            }
        }
    }

    private int AtomsPerPart => Math.Max(1, ValuesPerPart / _width);

    private void Run(float* atoms, float* gradient, int count, int width)
    {
        _atoms = atoms;
        _gradient = gradient;
        (_count, _width) = (count, width);
        int parts = Division.RoundUp(count, AtomsPerPart);
        ThreadTeam.Run(parts > 1 ? threads : null, this, parts);
        _atoms = null;
        _gradient = null;
    }
}
