using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// The dictionary of a session, whose atoms keep length 1. The optimizer follows the gradient without its component along each atom, which would only change
/// the length, and sets the length to 1 after a step (Bricken et al., Towards Monosemanticity, 2023).
/// </summary>
/// <remarks>
/// The projected gradient is never stored. Three sums over an atom and its gradient give the norm of what is left and the factor of the atom in it, and Adam
/// adds the atom, times that factor, while it reads both.
/// </remarks>
/// <param name="parameters">The parameters of the session.</param>
/// <param name="dictionary">The tensor, <c>[d, q]</c>, which a session stores atom by atom, <c>[q, d]</c>.</param>
internal sealed class UnitAtoms(NetworkParameters parameters, ParameterTensor dictionary)
{
    private readonly float[] _factors = new float[dictionary.Columns];

    /// <summary>The index of the first atom's first value in all parameters.</summary>
    public int Start => dictionary.Offset;

    /// <summary>The index after the last atom's last value.</summary>
    public int End => dictionary.Offset + dictionary.Length;

    /// <summary>d, the number of values in an atom.</summary>
    public int Width => dictionary.Rows;

    /// <summary>The dictionary among the parameters of a session; <see langword="null"/> if there is none.</summary>
    public static UnitAtoms? Of(NetworkParameters parameters) =>
        parameters.Tensors.SingleOrDefault(tensor => tensor.Role == TensorRole.Dictionary) is { } dictionary ? new UnitAtoms(parameters, dictionary) : null;

    /// <summary>The largest number of values in whole atoms up to a length, but at least one atom.</summary>
    public int WholeAtoms(int length) => Math.Max(1, length / Width) * Width;

    /// <summary>−(g·d)/‖d‖²: this multiple of the atom d, added to its gradient g, projects it. 0 if the atom is 0.</summary>
    /// <param name="start">The index of the atom's first value in all parameters.</param>
    public float FactorAt(int start) => _factors[(start - Start) / Width];

    /// <summary>Computes the factors of consecutive atoms, and ‖g − (g·d)d/‖d‖²‖² = ‖g‖² − (g·d)²/‖d‖², summed over them.</summary>
    /// <param name="start">The index of the first atom's first value in all parameters.</param>
    /// <param name="length">The number of values in the atoms.</param>
    /// <param name="gradient">The gradient of all parameters.</param>
    public double Project(int start, int length, ReadOnlySpan<float> gradient)
    {
        ReadOnlySpan<float> atoms = parameters.Values;
        double sum = 0;
        for (int i = start; i < start + length; i += Width)
        {
            (double gg, double gd, double dd) = Reductions.Products(gradient.Slice(i, Width), atoms.Slice(i, Width));
            double along = dd > 0 ? gd / dd : 0;
            _factors[(i - Start) / Width] = (float)-along;

            // Of a gradient that is along its atom, rounding may leave less than 0.
            sum += Math.Max(0, gg - (along * gd));
        }

        return sum;
    }

    /// <summary>d ← d/‖d‖, unless the atom is 0.</summary>
    public static void Normalize(Span<float> atom)
    {
        double square = Reductions.SumOfSquares(atom);
        if (square > 0)
        {
            TensorPrimitives.Multiply(atom, (float)(1 / Math.Sqrt(square)), atom);
        }
    }
}
