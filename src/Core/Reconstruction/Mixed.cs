using System.Globalization;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// For tables with several kinds of slots: the squared error of continuous slots, the cross-entropy of binary slots, and the softmax cross-entropy
/// −Σⱼ xⱼ log x̂ⱼ of each one-hot group.
/// </summary>
/// <remarks>
/// The terms add up as negative log-likelihoods: the loss of a row is <c>‖x̂ − x‖² + 2v · cross-entropy</c>, where v is the noise variance of the
/// continuous slots. Binary and one-hot slots are not scaled. A group that is 0 in every slot, for a category that the one-hot encoding does not
/// know, takes no part in the loss.
/// </remarks>
public sealed record Mixed : ReconstructionLoss
{
    /// <summary>
    /// What the slots hold, in order and without overlap; slots that are not listed are continuous. If <see langword="null"/> in a pipeline, the
    /// metadata of the input columns decides: groups that <c>OneHotEncoding</c> made are one-hot, and everything else is continuous.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<SlotRange>? Slots { get; init; }

    /// <summary>
    /// v, the noise variance of continuous slots, in scaled units; greater than 0, finite. If <see langword="null"/>, it is calibrated, see
    /// <see cref="Gaussian.Variance"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? Variance { get; init; }

    internal override float? NoiseVariance => Variance;

    internal override bool IsOnUnitInterval => false;

    internal override bool WeighsSlots => true;

    /// <summary>Whether two losses have the same variance and the same slot ranges.</summary>
    /// <param name="other">The other loss.</param>
    /// <returns>Whether they are equal.</returns>
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
                    $"{nameof(Slots)} must be in order and must not overlap, but {range} starts before slot {end}, where the previous range ends."));
            }

            end = range.Start + range.Count;
        }
    }

    /// <exception cref="ArgumentException">A range extends beyond the row.</exception>
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
                CultureInfo.InvariantCulture, $"{slots[^1]} in {nameof(Mixed)}.{nameof(Slots)} extends beyond the row, which has {dimension} slots."));
        }

        if (end < dimension)
        {
            slots.Add(SlotRange.Continuous(end, dimension - end));
        }

        return slots;
    }
}
