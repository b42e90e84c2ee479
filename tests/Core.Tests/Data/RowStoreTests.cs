using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Xunit;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Core.Tests.Data;

/// <summary>Rows come out of a store as they went in, whether or not they were packed.</summary>
public class RowStoreTests
{
    /// <summary>A row of which this part is not zero; among the others a minus zero, a gap and the least there is.</summary>
    private static float[] Row(int index, int d, double part)
    {
        var random = new Random(index);
        float[] row = [.. Enumerable.Range(0, d).Select(_ => random.NextDouble() < part ? random.NextSingle() - 0.5f : 0)];
        row[index % d] = (index % 4) switch { 0 => -0f, 1 => float.NaN, 2 => float.Epsilon, _ => row[index % d] };
        return row;
    }

    private static void AssertHolds(RowStore store, float[][] rows, bool isWeighted)
    {
        float[] room = new float[rows[0].Length];
        Assert.Equal(rows.Length, store.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            store.Prefetch(i);
            Array.Fill(room, 7);
            Assert.True(MemoryMarshal.AsBytes<float>(rows[i]).SequenceEqual(MemoryMarshal.AsBytes(store.Read(i, room))), $"Row {i} is another.");
            Assert.Equal(isWeighted ? i + 0.5f : 1, store.Weight(i));
        }
    }

    /// <summary>Rows of any values and minus zeros, each after some zeros, dense ones and sparse ones: again and again, until a piece of 1 MB is full.</summary>
    [Property(MaxTest = 30)]
    public void Any_rows_come_out_as_they_went_in(PositiveInt width, NonEmptyArray<(byte Zeros, float Value)> values, bool isWeighted)
    {
        const int Piece = (1 << 20) / sizeof(float);
        int d = width.Get;
        float[] numbers = [.. values.Get.SelectMany(part => Enumerable.Repeat(0f, part.Zeros % 16).Append(part.Zeros % 5 == 4 ? -0f : part.Value))];
        float[] Row(int row) => [.. Enumerable.Range(row * d, d).Select(i => numbers[i % numbers.Length])];
        float[][] different = [.. Enumerable.Range(0, numbers.Length).Select(Row)];
        float[][] rows = [.. Enumerable.Range(0, (Piece / d) + 1).Select(row => different[row % different.Length])];
        var store = new RowStore(d, isWeighted);
        for (int i = 0; i < rows.Length; i++)
        {
            store.Add(rows[i], i + 0.5f);
        }

        AssertHolds(store, rows, isWeighted);
    }

    /// <summary>Several pieces of 1 MB, the last of them not full: rows that fit many times into one, and rows that are larger.</summary>
    [Theory]
    [InlineData(1000, 600, 0.05, false)]
    [InlineData(1000, 600, 0.24, true)]
    [InlineData(300_000, 3, 0.001, true)]
    [InlineData(300_000, 3, 0.5, true)]
    public void What_goes_in_comes_out_to_the_bit(int d, int count, double part, bool isWeighted)
    {
        var store = new RowStore(d, isWeighted);

        // Filled again, there is room of both sorts.
        foreach (double of in (double[])[part, 1 - part])
        {
            // A dense row among sparse ones, and the other way round.
            float[][] rows = [.. Enumerable.Range(0, count).Select(i => Row(i, d, i % 9 == 8 ? 1 - of : of))];
            store.Clear();
            for (int i = 0; i < count; i++)
            {
                store.Add(rows[i], i + 0.5f);
            }

            AssertHolds(store, rows, isWeighted);
        }
    }

    [Fact]
    public void A_row_takes_eight_bytes_for_each_value_that_is_not_zero_where_these_are_a_quarter_or_less()
    {
        Assert.Equal(1, RowStore.LengthOf(new float[8]));
        Assert.Equal(5, RowStore.LengthOf([0, 1, 0, 0, -0f, 0, 0, 0]));
        Assert.Equal(8, RowStore.LengthOf([0, 1, 0, 0, float.NaN, 0, 0, 2]));
        Assert.Equal(1, RowStore.LengthOf([0]));
        Assert.Equal(1, RowStore.LengthOf([3]));
    }
}
