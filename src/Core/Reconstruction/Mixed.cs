using System.Globalization;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// For tables of several kinds of slots: the squared error of continuous ones, the cross-entropy of binary ones, and the softmax
/// cross-entropy −Σⱼ xⱼ log x̂ⱼ of each one-hot group.
/// </summary>
/// <remarks>
/// The terms are likelihoods and add up as such: with v the noise variance of the continuous slots the loss of a row is
/// <c>‖x̂ − x‖² + 2v · cross-entropy</c>. Binary and one-hot slots are not scaled. A group that is 0 in every slot (a category that the
/// encoder did not know) takes no part in the loss.
/// </remarks>
public sealed record Mixed : ReconstructionLoss
{
    /// <summary>
    /// What the slots hold, in order and without overlap; those not named are continuous. <see langword="null"/> in a pipeline for what the input
    /// columns say of themselves: groups as <c>OneHotEncoding</c> leaves them, everything else continuous.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<SlotRange>? Slots { get; init; }

    /// <summary>v, the noise variance of continuous slots, in scaled units; <see langword="null"/> for the calibrated one, see <see cref="Gaussian.Variance"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? Variance { get; init; }

    internal override float? NoiseVariance => Variance;

    internal override bool IsOnUnitInterval => false;

    internal override bool WeighsSlots => true;

    /// <summary>Whether two losses hold the same, slot by slot.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether variance and ranges are the same.</returns>
    public bool Equals(Mixed? other) =>
        other is not null && Variance == other.Variance && (Slots ?? []).SequenceEqual(other.Slots ?? []) && (Slots is null) == (other.Slots is null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Variance, Slots?.Count);

    internal override void Validate()
    {
        if (Variance is { } variance)
        {
            Require.Positive(variance, nameof(Variance));
        }

        int end = 0;
        foreach (SlotRange range in Slots ?? [])
        {
            ArgumentNullException.ThrowIfNull(range, nameof(Slots));
            range.Validate();
            if (range.Start < end)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{nameof(Slots)} must be in order and not overlap, but {range} starts before slot {end}, where the one before it ends."));
            }

            end = range.Start + range.Count;
        }
    }

    /// <exception cref="ArgumentException">A range ends beyond the row.</exception>
    internal override IReadOnlyList<SlotRange> SlotsOf(int dimension)
    {
        var slots = new List<SlotRange>();
        int end = 0;
        foreach (SlotRange range in Slots ?? [])
        {
            if (range.Start > end)
            {
                slots.Add(SlotRange.Continuous(end, range.Start - end));
            }

            slots.Add(range);
            end = range.Start + range.Count;
        }

        if (end > dimension)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{slots[^1]} of {nameof(Mixed)}.{nameof(Slots)} ends beyond the row, which has {dimension} slots."));
        }

        if (end < dimension)
        {
            slots.Add(SlotRange.Continuous(end, dimension - end));
        }

        return slots;
    }
}
