using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>
/// Rows made of a few atoms of a random dictionary: x = Σₐ cₐ·aₐ + ε. Each atom is in a row with the same probability, its coefficient is |N(1, 0.3²)|,
/// and the noise of each slot is N(0, 0.01²). A row depends only on its index and on the seed.
/// </summary>
internal sealed class PlantedDictionary
{
    private const float CoefficientDeviation = 0.3f;
    private const float NoiseDeviation = 0.01f;

    // Different from all purposes that a fit uses, and from that of RandomValues.
    private const uint AtomPurpose = 1_001;
    private const uint ChoicePurpose = 1_002;
    private const uint NormalPurpose = 1_003;

    private readonly ulong _seed;
    private readonly float _probability;

    /// <param name="slots">d.</param>
    /// <param name="atoms">The number of atoms.</param>
    /// <param name="atomsPerRow">The mean number of atoms in a row.</param>
    /// <param name="seed">The seed of atoms and rows.</param>
    public PlantedDictionary(int slots, int atoms, int atomsPerRow, int seed)
    {
        (Slots, Count, _seed, _probability) = (slots, atoms, (ulong)seed, (float)atomsPerRow / atoms);
        Atoms = new float[atoms * slots];
        new RandomStream(_seed, AtomPurpose, 0).FillNormal(Atoms, 0);
        for (int i = 0; i < atoms; i++)
        {
            Span<float> atom = Atoms.AsSpan(i * slots, slots);
            TensorPrimitives.Divide(atom, TensorPrimitives.Norm<float>(atom), atom);
        }
    }

    /// <summary>d.</summary>
    public int Slots { get; }

    /// <summary>The number of atoms.</summary>
    public int Count { get; }

    /// <summary>The atoms, each of norm 1, <c>[atoms, d]</c>.</summary>
    public float[] Atoms { get; }

    /// <summary>Generates rows, <c>[count, d]</c>.</summary>
    /// <param name="first">The index of the first row.</param>
    /// <param name="count">The number of rows.</param>
    public float[] Rows(int first, int count)
    {
        float[] rows = new float[count * Slots];
        Parallel.For(0, count, () => new float[2 * Count], (i, _, buffer) =>
        {
            Fill(rows.AsSpan(i * Slots, Slots), (ulong)(first + i), buffer.AsSpan(0, Count), buffer.AsSpan(Count));
            return buffer;
        }, _ => { });
        return rows;
    }

    private void Fill(Span<float> row, ulong index, Span<float> choices, Span<float> coefficients)
    {
        var normal = new RandomStream(_seed, NormalPurpose, index);
        normal.FillNormal(row, 0);
        TensorPrimitives.Multiply(row, NoiseDeviation, row);

        new RandomStream(_seed, ChoicePurpose, index).FillUniform(choices, 0);
        int chosen = 0;
        foreach (float choice in choices)
        {
            chosen += choice < _probability ? 1 : 0;
        }

        normal.FillNormal(coefficients[..chosen], (ulong)Slots);
        for (int atom = 0, next = 0; next < chosen; atom++)
        {
            if (choices[atom] < _probability)
            {
                float coefficient = MathF.Abs(1 + (CoefficientDeviation * coefficients[next++]));
                TensorPrimitives.MultiplyAdd(Atoms.AsSpan(atom * Slots, Slots), coefficient, row, row);
            }
        }
    }
}
