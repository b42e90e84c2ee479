using FsCheck;
using FsCheck.Xunit;
using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Core.Tests.Data;

/// <summary>How a row is processed on its way to a batch, for rows shorter and longer than vectors of any width.</summary>
public class RowPoolTests
{
    public static TheoryData<int> Dimensions() => [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33];

    /// <summary>Rows with an offset, gaps, and a slot without values in the first rows.</summary>
    private static float[] RowsWithGaps(int count, int d)
    {
        float[] rows = [.. Fits.Rows(count, d).Select((value, i) => i % 5 == 3 ? float.NaN : 1000 + value)];
        for (int row = 0; row < 4 && d > 1; row++)
        {
            rows[(row * d) + d - 1] = float.NaN;
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void A_batch_holds_scaled_rows_fill_values_masks_and_weights(int d)
    {
        const int Count = 40;
        float[] rows = RowsWithGaps(Count, d), weights = [.. Enumerable.Range(1, Count).Select(i => i / 20.5f)];
        AutoencoderOptions options = Fits.Options();
        (options.MissingValues, options.BatchSize) = (MissingValues.Mask, Count);
        using var pool = new RowPool(new InMemoryRows(rows, d, weights), null, options.RowOptions, seed: 1, new SilentMonitor());
        pool.Prepare(scaling: null);
        var batch = new TrainingBatch(Count, 1, [SlotRange.Continuous(0, d)], [LossTerm.SquaredError], BatchParts.Missing | BatchParts.Weighted);
        pool.StartEpoch(1);

        Assert.True(pool.Next(batch, Count, new SharedRows(d)));

        // The weights are all different, and so identify the rows.
        int[] usable = [.. Enumerable.Range(0, Count).Where(i => rows[(i * d)..((i + 1) * d)].Any(float.IsFinite))];
        float mean = usable.Average(i => weights[i]);
        int[] order = [.. batch.Weights.ToArray().Select(weight => usable.MinBy(i => Math.Abs((weight * mean) - weights[i])))];
        Assert.Equal(usable, order.Order());
        float[] given = [.. order.SelectMany(i => rows[(i * d)..((i + 1) * d)])];
        Assert.Equal(given.Select(value => float.IsNaN(value) ? 0f : 1f), batch.Observed.ToArray());
        Assert.Equal(Scaled(given, pool.Scaling), batch.Rows.ToArray());
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Scaling_works_in_place(int d)
    {
        float[] rows = RowsWithGaps(6, d);
        var scaling = new InputScaling(
            [.. Enumerable.Range(0, d).Select(i => 990f + i)], [.. Enumerable.Range(1, d).Select(i => 0.7f * i)], Fits.Rows(1, d));
        float[] expected = Scaled(rows, scaling);

        scaling.Apply(rows, rows);

        Assert.Equal(expected, rows);
    }

    /// <summary>Rows of any numbers and gaps, with any weights.</summary>
    [Property]
    public void Statistics_are_weighted_and_ignore_missing_values(PositiveInt width, short?[] values)
    {
        (int d, int count) = (width.Get, values.Length / width.Get);
        float[] rows = Array.ConvertAll(values, value => value / 8f ?? float.NaN);
        var statistics = new ColumnStatistics(d);
        for (int row = 0; row < count; row++)
        {
            statistics.Add(rows.AsSpan(row * d, d), 1 + (row % 3));
        }

        for (int slot = 0; slot < d; slot++)
        {
            (double Value, double Weight)[] present =
                [.. Enumerable.Range(0, count).Select(row => ((double)rows[(row * d) + slot], 1.0 + (row % 3))).Where(pair => double.IsFinite(pair.Item1))];
            double weight = present.Sum(pair => pair.Weight);
            double mean = present.Sum(pair => pair.Weight * pair.Value) / Math.Max(weight, 1);
            Assert.Equal(weight > 0, statistics.IsObserved(slot));
            Assert.Equal(mean, statistics.Mean(slot), 1e-9);
            Assert.Equal(present.Sum(pair => pair.Weight * (pair.Value - mean) * (pair.Value - mean)) / Math.Max(weight, 1), statistics.Variance(slot), 1e-9);
            Assert.Equal(present.Length == 0 ? 0 : present.Min(pair => pair.Value), statistics.Minimum(slot));
            Assert.Equal(present.Length == 0 ? 0 : present.Max(pair => pair.Value) - present.Min(pair => pair.Value), statistics.Range(slot));
        }
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Code_statistics_are_computed_per_unit(int q)
    {
        float[] codes = Fits.Rows(30, q);
        for (int row = 0; row < 30; row++)
        {
            codes[(row * q) + q - 1] = 0;
        }

        var statistics = new CodeStatistics(q);
        statistics.Add(codes.AsSpan(0, 11 * q));
        statistics.Add(codes.AsSpan(11 * q));

        for (int unit = 0; unit < q; unit++)
        {
            double[] ofUnit = [.. Enumerable.Range(0, 30).Select(row => (double)codes[(row * q) + unit])];
            double mean = ofUnit.Average();
            Assert.Equal(mean, statistics.Mean(unit), 1e-12);
            Assert.Equal(ofUnit.Average(code => (code - mean) * (code - mean)), statistics.Variance(unit), 1e-9);
            Assert.Equal(unit < q - 1, statistics.Fired(unit));
        }
    }

    private static float[] Scaled(float[] rows, InputScaling scaling) => [.. rows.Select((value, i) =>
    {
        int slot = i % scaling.Offset.Length;
        float present = float.IsNaN(value) ? scaling.FillValues[slot] : value;
        return (float)(present - scaling.Offset[slot]) * (1f / scaling.Scales[slot]);
    })];
}
