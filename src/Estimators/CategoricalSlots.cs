using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder;

/// <summary>What annotations of the columns say about the kinds of a row's slots: the one-hot groups that ML.NET's encoders write.</summary>
internal static class CategoricalSlots
{
    /// <summary>
    /// ML.NET's annotation of a vector: pairs of Int32, the first and the last slot of each group. OneHotEncoding and OneHotHashEncoding write
    /// it, Concatenate passes it on, and tree trainers read it. Bag and binary encodings have no groups and no annotation.
    /// </summary>
    private const string Kind = "CategoricalSlotRanges";

    /// <summary>The groups of all columns; none if no column has the annotation.</summary>
    /// <param name="columns">The columns, in the order of the values.</param>
    public static IReadOnlyList<SlotRange> Of(IReadOnlyList<DataViewSchema.Column> columns)
    {
        var groups = new List<SlotRange>();
        int start = 0;
        foreach (var column in columns)
        {
            groups.AddRange(GroupsOf(column).Select(group => RangeOf(start + group.First, group.Last - group.First + 1)));
            start += InputColumns.SizeOf(column.Type);
        }

        return groups;
    }

    /// <summary>A group of one slot is binary: a softmax over it would always give 1.</summary>
    private static SlotRange RangeOf(int start, int count) => count == 1 ? SlotRange.Binary(start, 1) : SlotRange.OneHot(start, count);

    /// <summary>The groups of one column. As in ML.NET, a group out of order or outside the column invalidates the whole annotation.</summary>
    private static (int First, int Last)[] GroupsOf(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType
            || column.Annotations.Schema.GetColumnOrNull(Kind)?.Type is not VectorDataViewType annotation
            || annotation.ItemType != NumberDataViewType.Int32)
        {
            return [];
        }

        VBuffer<int> value = default;
        column.Annotations.GetValue(Kind, ref value);
        int[] ends = [.. value.DenseValues()];
        (int First, int Last)[] groups = [.. ends.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]))];
        long next = 0;
        bool isValid = ends.Length % 2 == 0;
        foreach (var (first, last) in groups)
        {
            isValid &= next <= first && first <= last;
            next = last + 1L;
        }

        return isValid && next <= InputColumns.SizeOf(column.Type) ? groups : [];
    }
}
