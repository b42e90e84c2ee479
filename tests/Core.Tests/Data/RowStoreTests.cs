using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Xunit;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Core.Tests.Data;

/// <summary>Rows and labels read from a store are identical to those added to it, packed or not.</summary>
public class RowStoreTests
{
    /// <summary>A row with this fraction of nonzero values. Some rows have a minus zero, a gap or the smallest positive number.</summary>
    private static float[] Row(int index, int d, double part)
    {
        var random = new Random(index);
        float[] row = [.. Enumerable.Range(0, d).Select(_ => random.NextDouble() < part ? random.NextSingle() - 0.5f : 0)];
        row[index % d] = (index % 4) switch { 0 => -0f, 1 => float.NaN, 2 => float.Epsilon, _ => row[index % d] };
        return row;
    }

    /// <summary>The label of a row; some are missing.</summary>
    private static float LabelOf(int row) => row % 3 == 1 ? float.NaN : row + 0.25f;

    private static void AssertHolds(RowStore store, float[][] rows, bool isWeighted, bool isLabeled)
    {
        float[] buffer = new float[rows[0].Length];
        Assert.Equal(rows.Length, store.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            store.Prefetch(i);
            Array.Fill(buffer, 7);
            Assert.True(MemoryMarshal.AsBytes<float>(rows[i]).SequenceEqual(MemoryMarshal.AsBytes(store.Read(i, buffer))), $"Row {i} differs.");
            Assert.Equal(isWeighted ? i + 0.5f : 1, store.Weight(i));
            Assert.Equal(isLabeled ? LabelOf(i) : float.NaN, store.Label(i));
        }
    }

    /// <summary>Rows of any values and minus zeros, each after some zeros, dense and sparse, repeated until a chunk of 1 MB is full.</summary>
    [Property(MaxTest = 30)]
    public void Any_rows_come_back_as_they_were_added(PositiveInt width, NonEmptyArray<(byte Zeros, float Value)> values, bool isWeighted, bool isLabeled)
    {
        const int Chunk = (1 << 20) / sizeof(float);
        int d = width.Get;
        float[] numbers = [.. values.Get.SelectMany(part => Enumerable.Repeat(0f, part.Zeros % 16).Append(part.Zeros % 5 == 4 ? -0f : part.Value))];
        float[] Row(int row) => [.. Enumerable.Range(row * d, d).Select(i => numbers[i % numbers.Length])];
        float[][] different = [.. Enumerable.Range(0, numbers.Length).Select(Row)];
        float[][] rows = [.. Enumerable.Range(0, (Chunk / d) + 1).Select(row => different[row % different.Length])];
        var store = new RowStore(d, isWeighted, isLabeled);
        for (int i = 0; i < rows.Length; i++)
        {
            store.Add(rows[i], i + 0.5f, LabelOf(i));
        }

        AssertHolds(store, rows, isWeighted, isLabeled);
    }

    /// <summary>Several chunks of 1 MB, the last of them not full: rows of which many fit in a chunk, and larger rows.</summary>
    [Theory]
    [InlineData(1000, 600, 0.05, false, true)]
    [InlineData(1000, 600, 0.24, true, true)]
    [InlineData(300_000, 3, 0.001, true, true)]
    [InlineData(300_000, 3, 0.5, true, false)]
    public void Stored_rows_are_read_back_bit_for_bit(int d, int count, double part, bool isWeighted, bool isLabeled)
    {
        var store = new RowStore(d, isWeighted, isLabeled);

        // The second time, there is memory of both sorts to reuse.
        foreach (double density in (double[])[part, 1 - part])
        {
            // One dense row among eight sparse ones, or one sparse row among eight dense ones.
            float[][] rows = [.. Enumerable.Range(0, count).Select(i => Row(i, d, i % 9 == 8 ? 1 - density : density))];
            store.Clear();
            for (int i = 0; i < count; i++)
            {
                store.Add(rows[i], i + 0.5f, LabelOf(i));
            }

            AssertHolds(store, rows, isWeighted, isLabeled);
        }
    }

    [Fact]
    public void A_row_of_at_least_three_quarters_zeros_takes_eight_bytes_per_nonzero_value()
    {
        Assert.Equal(1, RowStore.LengthOf(new float[8]));
        Assert.Equal(5, RowStore.LengthOf([0, 1, 0, 0, -0f, 0, 0, 0]));
        Assert.Equal(8, RowStore.LengthOf([0, 1, 0, 0, float.NaN, 0, 0, 2]));
        Assert.Equal(1, RowStore.LengthOf([0]));
        Assert.Equal(1, RowStore.LengthOf([3]));
    }
}
