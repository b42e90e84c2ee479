using System.Text.Json.Serialization;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder;

/// <summary>What a slot of a row holds.</summary>
public enum SlotKind
{
    /// <summary>A number.</summary>
    Continuous,

    /// <summary>0, 1, or a probability in between.</summary>
    Binary,

    /// <summary>One choice of a category: one slot of the range is 1, and the others are 0.</summary>
    OneHot,
}

/// <summary>Neighboring slots of a row that hold the same kind of value.</summary>
/// <param name="Kind">What the slots hold.</param>
/// <param name="Start">The index of the first slot; 0 or more.</param>
/// <param name="Count">The number of slots; 1 or more. A range of kind <see cref="SlotKind.OneHot"/> is one group.</param>
public sealed record SlotRange([property: JsonConverter(typeof(JsonStringEnumConverter<SlotKind>))] SlotKind Kind, int Start, int Count)
{
    /// <summary>Slots that each hold a number.</summary>
    /// <param name="start">The index of the first slot; 0 or more.</param>
    /// <param name="count">The number of slots; 1 or more.</param>
    /// <returns>The range.</returns>
    public static SlotRange Continuous(int start, int count) => new(SlotKind.Continuous, start, count);

    /// <summary>Slots that each hold 0, 1, or a probability in between.</summary>
    /// <param name="start">The index of the first slot; 0 or more.</param>
    /// <param name="count">The number of slots; 1 or more.</param>
    /// <returns>The range.</returns>
    public static SlotRange Binary(int start, int count) => new(SlotKind.Binary, start, count);

    /// <summary>A group of slots, one of which is 1 while the others are 0.</summary>
    /// <param name="start">The index of the first slot; 0 or more.</param>
    /// <param name="count">The number of slots; 1 or more.</param>
    /// <returns>The range.</returns>
    public static SlotRange OneHot(int start, int count) => new(SlotKind.OneHot, start, count);

    /// <summary>Everything that follows from <see cref="Kind"/>.</summary>
    internal SlotDefinition Definition => SlotDefinition.Of(Kind);

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Validate()
    {
        Require.Defined(Kind, nameof(Kind));
        Require.AtLeast(0, Start, nameof(Start));
        if (Count < 1 || Count > int.MaxValue - Start)
        {
            throw Require.OutOfRange(nameof(Count), Count, $"1 to {int.MaxValue - Start} in a range that starts at slot {Start}");
        }
    }
}
