namespace MLNet.Autoencoder.Report.Findings;

/// <summary>What readers regard as one value of a row: a slot, or a one-hot group of slots.</summary>
/// <param name="Name">The name.</param>
/// <param name="Slots">The slots.</param>
/// <param name="Choices">The names of the choices in a group; empty for a single slot.</param>
internal sealed record Field(string Name, SlotRange Slots, IReadOnlyList<string> Choices)
{
    /// <summary>The fields of a model's rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="slotNames">The names of the slots; null or empty for a slot without a name.</param>
    public static IReadOnlyList<Field> Of(AutoencoderModel model, IReadOnlyList<string> slotNames) =>
        [.. model.Reconstruction.SlotsOf(model.InputDimension).SelectMany(range => Of(range, slotNames))];

    private static IEnumerable<Field> Of(SlotRange range, IReadOnlyList<string> slotNames)
    {
        string NameOf(int slot) => slotNames[slot] is { Length: > 0 } name ? name : FormattableString.Invariant($"slot {slot}");
        int[] slots = [.. Enumerable.Range(range.Start, range.Count)];
        if (range.Kind != SlotKind.OneHot)
        {
            return slots.Select(slot => new Field(NameOf(slot), new SlotRange(range.Kind, slot, 1), []));
        }

        // After a Concatenate, ML.NET names the slots of a category after its column and choice, as in "City.Paris".
        string[] names = [.. slots.Select(NameOf)];
        int prefix = names[0].IndexOf('.', StringComparison.Ordinal) + 1;
        return prefix > 0 && names.All(name => name.StartsWith(names[0][..prefix], StringComparison.Ordinal))
            ? [new Field(names[0][..(prefix - 1)], range, [.. names.Select(name => name[prefix..])])]
            : [new Field(FormattableString.Invariant($"one of slots {range.Start} to {range.Start + range.Count - 1}"), range, names)];
    }
}
