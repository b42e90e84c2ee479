using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// A scale for slots with heavy tails, y = asinh((x − center) / width): linear within the width, logarithmic far outside (Burbidge, Magee and Robb,
/// Alternative Transformations to Handle Extreme Values of the Dependent Variable, 1988).
/// </summary>
/// <param name="centers">The center of each slot, <c>[d]</c>.</param>
/// <param name="widths">The width of each slot; 0 for a slot that is left unchanged, <c>[d]</c>.</param>
internal sealed class TailScale(float[] centers, float[] widths)
{
    /// <summary>The hyperbolic sine of a larger number is so far out that no slot has it.</summary>
    public const float MaxArgument = 80;

    private readonly int[] _slots = [.. Enumerable.Range(0, widths.Length).Where(slot => widths[slot] > 0)];

    /// <summary>The center of each slot, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Centers => centers;

    /// <summary>The width of each slot; 0 for a slot that is left unchanged, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Widths => widths;

    /// <summary>The centers, followed by the widths.</summary>
    public IEnumerable<float> Parameters => [.. centers, .. widths];

    /// <summary>The slots that are changed.</summary>
    public IReadOnlyList<int> Slots => _slots;

    /// <summary>Whether a slot is changed.</summary>
    public bool Includes(int slot) => widths[slot] > 0;

    /// <summary>y of one value.</summary>
    public float Apply(float value, int slot) => (float)ScalarFunctions.Asinh(((double)value - centers[slot]) / widths[slot]);

    /// <summary>Replaces the values of a row, <c>[d]</c>.</summary>
    public void Apply(Span<float> row)
    {
        foreach (int slot in _slots)
        {
            row[slot] = Apply(row[slot], slot);
        }
    }

    /// <summary>The inverse of <see cref="Apply(Span{float})"/>.</summary>
    public void Undo(Span<float> row)
    {
        foreach (int slot in _slots)
        {
            double argument = Math.Clamp(row[slot], -MaxArgument, MaxArgument);
            row[slot] = (float)Math.Clamp(centers[slot] + (widths[slot] * ScalarFunctions.Sinh(argument)), -float.MaxValue, float.MaxValue);
        }
    }
}
