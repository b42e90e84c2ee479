using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Data;

/// <summary>What distinguishes the rows of one pass from those of another: how many they are, their values, their order, their weights and their labels.</summary>
/// <remarks>
/// Each row is hashed with XXH3 (Collet, 2019), which takes about as long as adding the row to the statistics. Two different sets of rows have the same
/// digest with probability 2⁻⁶⁴. Digests detect mistakes, not forgeries.
/// </remarks>
internal sealed class RowDigest
{
    // An odd number with bits at random, 2⁶⁴ divided by the golden ratio: no two values of a chain are mapped to one.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private ulong _values;
    private ulong _order;
    private ulong _weights;
    private ulong _labels;

    /// <summary>The number of rows.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">Its values.</param>
    /// <param name="weight">Its weight; 1 if rows have none.</param>
    /// <param name="label">Its label; NaN if rows have none.</param>
    public void Add(ReadOnlySpan<float> row, float weight, float label)
    {
        ulong hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(row));
        Count++;
        _values += hash;
        _order = Chain(_order, hash);
        _weights = Chain(_weights, BitConverter.SingleToUInt32Bits(weight));
        _labels = Chain(_labels, BitConverter.SingleToUInt32Bits(label));
    }

    /// <summary>The digest, as one text for each way in which rows can differ.</summary>
    /// <returns>Texts, and what to say of rows with another text. The first that is different tells most.</returns>
    public IEnumerable<(string Name, string Text, string Difference)> Parts()
    {
        // The sum does not depend on the order, so rows that are merely in another order differ in the second part only.
        yield return ("values", Text(_values), "have different values");
        yield return ("order", Text(_order), "are in a different order");
        yield return ("weights", Text(_weights), "have different weights");
        yield return ("labels", Text(_labels), "have different labels");
    }

    /// <summary>How the rows of a later pass differ from these; <see langword="null"/> if they are the same.</summary>
    public string? DifferenceOf(RowDigest later) => later.Count == Count
        ? Parts().Zip(later.Parts()).FirstOrDefault(pair => pair.First.Text != pair.Second.Text).Second.Difference
        : FormattableString.Invariant($"are {later.Count} instead of {Count}");

    private static ulong Chain(ulong chain, ulong next) => BitOperations.RotateLeft((chain ^ next) * Multiplier, 29);

    private static string Text(ulong hash) => FormattableString.Invariant($"{hash:X16}");
}
