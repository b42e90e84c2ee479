using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Detection;

/// <summary>Which slots are masked together to be predicted from the others. In each round, every slot is masked once.</summary>
/// <remarks>
/// A one-hot group is masked as a whole: any of its slots would give away the others. Up to 32 values are each masked alone, in one round. More values are
/// masked in random groups of a quarter each, in eight rounds, so that no row needs more than 32 masks.
/// </remarks>
internal sealed class MaskPlan
{
    private const int MaxMasks = 32;
    private const int GroupsPerRound = 4;

    private readonly int[][][] _rounds;

    private MaskPlan(int[][][] rounds)
    {
        _rounds = rounds;
        ValuesAlone = rounds.Length == 1;
    }

    /// <summary>The rounds; each is a list of masks, and each mask the list of its slots in ascending order.</summary>
    public ReadOnlySpan<int[][]> Rounds => _rounds;

    /// <summary>The number of masks, over all rounds.</summary>
    public int Count => _rounds.Sum(round => round.Length);

    /// <summary>Whether each mask covers a single value: one slot, or one one-hot group.</summary>
    public bool ValuesAlone { get; }

    /// <summary>The plan for a row.</summary>
    /// <param name="slots">What the slots hold, in order and without gaps.</param>
    /// <param name="seed">The seed of the fit, which determines random groups.</param>
    public static MaskPlan For(IReadOnlyList<SlotRange> slots, int seed)
    {
        int[][] values = [.. ValuesOf(slots)];
        return new MaskPlan(values.Length <= MaxMasks
            ? [values]
            : [.. Enumerable.Range(0, MaxMasks / GroupsPerRound).Select(round => RandomGroups(values, seed, round))]);
    }

    /// <summary>Reads what <see cref="ToTensor"/> wrote.</summary>
    /// <param name="tensor">The mask of each slot in each round, <c>[rounds, d]</c>.</param>
    /// <param name="slots">What the slots hold.</param>
    /// <returns>The plan; <see langword="null"/> if the tensor is not that of a plan for these slots.</returns>
    public static MaskPlan? FromTensor(ReadOnlySpan<float> tensor, IReadOnlyList<SlotRange> slots)
    {
        int[][] values = [.. ValuesOf(slots)];
        int dimension = slots[^1].Start + slots[^1].Count;
        var rounds = new List<int[][]>();
        for (; tensor.Length >= dimension; tensor = tensor[dimension..])
        {
            if (ReadRound(tensor[..dimension], values) is not { } round)
            {
                return null;
            }

            rounds.Add(round);
        }

        bool areAlone = rounds is [var only] && only.Length == values.Length;
        return tensor.Length == 0 && (areAlone || rounds.Count > 1) ? new MaskPlan([.. rounds]) : null;
    }

    /// <summary>The number of the mask that covers each slot in each round, <c>[rounds, d]</c>.</summary>
    public float[] ToTensor(int dimension)
    {
        float[] tensor = new float[checked(_rounds.Length * dimension)];
        for (int round = 0; round < _rounds.Length; round++)
        {
            for (int mask = 0; mask < _rounds[round].Length; mask++)
            {
                foreach (int slot in _rounds[round][mask])
                {
                    tensor[(round * dimension) + slot] = mask;
                }
            }
        }

        return tensor;
    }

    /// <summary>The slots of each value: one slot, or those of a one-hot group.</summary>
    private static IEnumerable<int[]> ValuesOf(IReadOnlyList<SlotRange> slots)
    {
        foreach (SlotRange range in slots)
        {
            IEnumerable<int> indices = Enumerable.Range(range.Start, range.Count);
            foreach (int[] value in range.Definition.IsGroup ? [[.. indices]] : indices.Select(slot => (int[])[slot]))
            {
                yield return value;
            }
        }
    }

    private static int[][] RandomGroups(int[][] values, int seed, int round)
    {
        var order = new RandomPermutation(new RandomStream((ulong)seed, RandomPurpose.Masks, (ulong)round), values.Length);
        return
        [
            .. Enumerable.Range(0, values.Length)
                .GroupBy(value => order[value] % GroupsPerRound)
                .OrderBy(group => group.Key)
                .Select(group => (int[])[.. group.SelectMany(value => values[value])]),
        ];
    }

    private static int[][]? ReadRound(ReadOnlySpan<float> masks, int[][] values)
    {
        var slotsOf = new SortedDictionary<int, List<int>>();
        foreach (int[] value in values)
        {
            float mask = masks[value[0]];
            foreach (int slot in value)
            {
                if (masks[slot] != mask)
                {
                    return null;
                }
            }

            if (!(mask >= 0 && mask < values.Length && mask == (int)mask))
            {
                return null;
            }

            if (!slotsOf.TryGetValue((int)mask, out List<int>? slots))
            {
                slotsOf[(int)mask] = slots = [];
            }

            slots.AddRange(value);
        }

        return slotsOf.Keys.SequenceEqual(Enumerable.Range(0, slotsOf.Count)) ? [.. slotsOf.Values.Select(slots => slots.ToArray())] : null;
    }
}
