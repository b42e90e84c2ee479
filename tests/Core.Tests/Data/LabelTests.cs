using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Core.Tests.Data;

/// <summary>Labels on their way from a source to a batch.</summary>
public class LabelTests
{
    private const float Missing = float.NaN;

    /// <summary>The encoding of labels of rows with the weights 1, 2, 3, …</summary>
    private static LabelEncoding Encoding(LabelKind kind, params float[] labels)
    {
        var statistics = new LabelStatistics(kind);
        for (int i = 0; i < labels.Length; i++)
        {
            statistics.Add(labels[i], i + 1);
        }

        return statistics.Encoding(totalWeight: labels.Length * (labels.Length + 1) / 2.0);
    }

    private static InMemoryRows Labeled(float[] labels, LabelKind kind) => new(Fits.Rows(labels.Length, 2), 2, labels: labels, labelKind: kind);

    [Theory]
    [InlineData(true, 0f, 1f, 2f, 1f)]
    [InlineData(false, 0f, 1f, 2.5f, 1f)]
    [InlineData(false, 1f, 1f, 1f, Missing)]
    [InlineData(false, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f, 11f)]
    public void Few_whole_numbers_look_like_classes(bool expected, params float[] labels)
    {
        var statistics = new LabelStatistics(LabelKind.Number);
        Array.ForEach(labels, label => statistics.Add(label, 1));

        Assert.Equal(expected, statistics.PossibleClasses.Count > 0);
    }

    [Fact]
    public void A_fit_to_few_whole_numbers_warns_that_they_may_be_classes() => Assert.Contains(
        "MapValueToKey",
        Assert.Single(Fits.Warnings(Labeled([.. Enumerable.Range(0, 60).Select(i => (float)(i % 3))], LabelKind.Number), Fits.Options())),
        StringComparison.Ordinal);

    [Fact]
    public void Classes_are_numbered_without_gaps_in_ascending_order()
    {
        LabelEncoding encoding = Encoding(LabelKind.Class, 7, 3, Missing, 16_777_215, 3);

        Assert.Equal([3, 7, 16_777_215], encoding.Classes);
        Assert.Equal([0f, 1f, 2f], new[] { 3f, 7f, 16_777_215f }.Select(encoding.Encode));
        Assert.True(encoding.IsInformative);
    }

    [Fact]
    public void A_missing_label_stays_missing_and_a_class_that_no_row_of_the_fit_had_is_missing_too()
    {
        LabelEncoding classes = Encoding(LabelKind.Class, 0, 2), numbers = Encoding(LabelKind.Number, 0, 2);

        Assert.All([classes.Encode(Missing), classes.Encode(1), numbers.Encode(Missing)], label => Assert.True(float.IsNaN(label)));
    }

    [Fact]
    public void Numbers_get_mean_0_and_deviation_1_under_the_weights_of_their_rows()
    {
        // 10 with the weight 1, and 50 with the weight 3: mean 40, deviation √(¼·30² + ¾·10²).
        LabelEncoding encoding = Encoding(LabelKind.Number, 10, Missing, 50);

        float deviation = MathF.Sqrt(300);
        Assert.Equal(-30 / deviation, encoding.Encode(10), 1e-6f);
        Assert.Equal(10 / deviation, encoding.Encode(50), 1e-6f);
        Assert.Equal(60 / deviation, encoding.Encode(100), 1e-6f);
    }

    /// <summary>Dates, for example, are large and close together.</summary>
    [Fact]
    public void Large_numbers_that_are_close_together_are_told_apart()
    {
        LabelEncoding encoding = Encoding(LabelKind.Number, 16_000_000, 16_000_002, 16_000_000, 16_000_002);

        Assert.Equal([-1.5f / MathF.Sqrt(1.5f), 1 / MathF.Sqrt(1.5f)], [encoding.Encode(16_000_000), encoding.Encode(16_000_002)], (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void The_share_of_labeled_rows_and_the_loss_of_a_constant_prediction_follow_the_weights()
    {
        LabelEncoding classes = Encoding(LabelKind.Class, 4, Missing, 5), numbers = Encoding(LabelKind.Number, 10, Missing, 50);

        Assert.Equal(4 / 6.0, classes.Share, 1e-12);
        Assert.Equal([Math.Log(4), Math.Log(4 / 3.0), 0], new[] { 0f, 1f, Missing }.Select(classes.LossOfConstant), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0.5 * 900 / 300, 0], new[] { numbers.Encode(10), Missing }.Select(numbers.LossOfConstant), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void Labels_that_are_all_missing_or_all_the_same_distinguish_nothing(LabelKind kind)
    {
        Assert.False(Encoding(kind, Missing, Missing).IsInformative);
        Assert.False(Encoding(kind, 3, Missing, 3).IsInformative);
        Assert.False(Encoding(kind).IsInformative);
    }

    [Theory]
    [InlineData(LabelKind.Class, -1f, "a whole number from 0 to 16777215", "-1")]
    [InlineData(LabelKind.Class, 2.5f, "a whole number from 0 to 16777215", "2.5")]
    [InlineData(LabelKind.Class, 16_777_216f, "a whole number from 0 to 16777215", "16777216")]
    [InlineData(LabelKind.Class, float.PositiveInfinity, "a whole number from 0 to 16777215", "Infinity")]
    [InlineData(LabelKind.Number, float.NegativeInfinity, "finite", "-Infinity")]
    public void A_label_that_cannot_be_one_is_refused_with_its_value_in_training_and_validation_rows(LabelKind kind, float label, string expected, string value)
    {
        float[] labels = [.. Enumerable.Range(0, 60).Select(i => (float)(i % 2))];
        InMemoryRows good = Labeled(labels, kind), bad = Labeled([.. labels[..7], label], kind);

        Assert.All(
            (Action[])[() => Autoencoder.Fit(bad, Fits.Options()), () => Autoencoder.Fit(good, bad, Fits.Options())],
            fit =>
            {
                string message = Assert.Throws<InvalidOperationException>(fit).Message;
                Assert.Contains($"must be {expected}, or NaN if it is missing, but one label is {value}", message, StringComparison.Ordinal);
            });
    }

    [Fact]
    public void Names_of_rows_are_refused_as_classes()
    {
        var statistics = new LabelStatistics(LabelKind.Class);
        for (int i = 0; i < 1 << 16; i++)
        {
            statistics.Add(i, 1);
        }

        var error = Assert.Throws<InvalidOperationException>(() => statistics.Add(1 << 16, 1));

        Assert.Contains("more than 65536 classes, so they look like names of rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_must_be_as_many_labels_as_rows() => Assert.Contains(
        "3 labels were given for 2 rows",
        Assert.Throws<ArgumentException>(() => new InMemoryRows(new float[4], 2, labels: new float[3])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void An_undefined_kind_of_labels_is_refused() => Assert.Equal(
        "labelKind",
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryRows(new float[4], 2, labels: new float[2], labelKind: (LabelKind)2)).ParamName);

    [Fact]
    public void A_source_that_promises_labels_must_read_them()
    {
        var error = Assert.Throws<NotSupportedException>(() => Autoencoder.Fit(new ForgetfulRows(), Fits.Options()));

        Assert.Contains("does not read labels", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The label of a row is the class of its only value, which the scaled row tells.</summary>
    [Theory]
    [InlineData(1 << 20, false)]
    [InlineData(1 << 20, true)]
    [InlineData(30 * 3 * sizeof(float), false)]
    [InlineData(30 * 3 * sizeof(float), true)]
    public void Labels_stay_with_their_rows_whether_cached_or_streamed(long cacheBytes, bool isWeighted)
    {
        const int Count = 100;
        float[] values = [.. Enumerable.Range(0, Count).Select(i => (float)i)];
        float[] labels = [.. values.Select(value => value % 10 == 3 ? Missing : 2 * (value % 10))];
        float[] weights = [.. values.Select(value => 1 + value)];
        AutoencoderOptions options = Fits.Options();
        (options.RowCacheBytes, options.ValidationFraction, options.Scaling) = (cacheBytes, 0.2f, Scaling.None);
        using var pool = new RowPool(
            new InMemoryRows(values, 1, isWeighted ? weights : null, labels), null, options.RowOptions, seed: 1, new SilentMonitor());
        pool.Prepare(scaling: null);
        var batch = new TrainingBatch(Count, 1, [SlotRange.Continuous(0, 1)], [LossTerm.SquaredError], BatchParts.Labeled | (isWeighted ? BatchParts.Weighted : BatchParts.None));
        var seen = new List<(float Value, float Label)>();

        pool.StartEpoch(1);
        while (pool.Next(batch, 7, new SharedRows(1)))
        {
            seen.AddRange(batch.Rows.ToArray().Zip(batch.Labels.ToArray()));
        }

        pool.NextValidation(batch, 0, new SharedRows(1));
        seen.AddRange(batch.Rows.ToArray().Zip(batch.Labels.ToArray()));
        AssertAllSeen();

        // The next epoch has the held-out rows too.
        seen.Clear();
        pool.ReturnHeldOutRows();
        pool.StartEpoch(2);
        while (pool.Next(batch, 7, new SharedRows(1)))
        {
            seen.AddRange(batch.Rows.ToArray().Zip(batch.Labels.ToArray()));
        }

        AssertAllSeen();

        // Nine classes remain: those of the last digits 0, 1, 2, 4, 5, …
        void AssertAllSeen()
        {
            Assert.Equal(values, seen.Select(row => row.Value).Order());
            Assert.All(seen, row => Assert.Equal((row.Value % 10) switch { 3 => Missing, < 3 => row.Value % 10, _ => (row.Value % 10) - 1 }, row.Label));
        }
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void A_fit_with_labels_does_not_depend_on_the_memory_for_rows(LabelKind kind)
    {
        float[] rows = Fits.Rows(120, 6), labels = [.. Enumerable.Range(0, 120).Select(i => kind == LabelKind.Class ? (rows[6 * i] > 0 ? 1 : 0) : rows[6 * i])];
        byte[][] models = [.. new long[] { 1 << 20, 2000 }.Select(cacheBytes =>
        {
            AutoencoderOptions options = Fits.Options();
            (options.RowCacheBytes, options.ValidationFraction, options.AuxiliaryLosses) = (cacheBytes, 0.2f, [new LabelHead()]);
            return Fits.Bytes(Autoencoder.Fit(new InMemoryRows(rows, 6, labels: labels, labelKind: kind), options));
        })];

        Assert.Equal(models[0], models[1]);
    }

    private sealed class ForgetfulRows : IRowSource
    {
        public int Dimension => 2;

        public LabelKind? Labels => LabelKind.Class;

        public IRowReader Open() => new Reader();

        private sealed class Reader : IRowReader
        {
            public int Read(Span<float> rows, Span<float> weights) => 0;

            public void Dispose()
            {
            }
        }
    }
}
