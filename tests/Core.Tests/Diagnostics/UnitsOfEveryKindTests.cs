namespace MLNet.Autoencoder.Core.Tests.Diagnostics;

/// <summary>Units of fitted models of every kind, compared with what the model's public methods compute.</summary>
public sealed class UnitsOfEveryKindTests
{
    private const int Dimension = 6;

    /// <summary>Kinds with rectified codes, whose units are at rest at 0, and others, whose units are at rest at their mean.</summary>
    public static TheoryData<AutoencoderKind, int[], ReconstructionLoss> Models()
    {
        AutoencoderKind[] kinds =
        [
            new Sparse { Sparsity = new TopK { ActiveUnits = 2 } }, new Sparse { Sparsity = new L1Penalty() }, new Sparse { Sparsity = new KlSparsity() },
            new Plain(), new Variational(),
        ];
        var models = new TheoryData<AutoencoderKind, int[], ReconstructionLoss>();
        foreach (AutoencoderKind kind in kinds)
        {
            models.Add(kind, [], new Gaussian());
            models.Add(kind, [], Training.Fits.Mixed);
            models.Add(kind, [7], Training.Fits.Mixed);
        }

        return models;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Effects_are_those_of_decoding_with_the_unit_at_rest(AutoencoderKind kind, int[] hidden, ReconstructionLoss reconstruction)
    {
        float[] rows = Training.Fits.MixedRows(120);
        AutoencoderModel model = Fit(kind, hidden, reconstruction, rows);

        UnitReport report = model.Explain(new InMemoryRows(rows, Dimension), new() { TopRows = 1000, Slots = Dimension });

        Assert.NotEmpty(report.Units);
        foreach (UnitExplanation unit in report.Units)
        {
            float[] firing = [.. unit.TopRows.OrderBy(row => row.Row).SelectMany(row => rows.AsSpan((int)row.Row * Dimension, Dimension).ToArray())];
            float[] codes = model.Encode(firing), with = model.Decode(codes), without = model.Decode(codes, new CodeEdit(unit.Unit, (float)unit.RestingCode));
            Assert.Equal(unit.TopRows.Count, unit.Effect.RowCount);
            foreach (SlotChange change in unit.Effect.Slots)
            {
                double expected = Enumerable.Range(0, unit.TopRows.Count).Average(row =>
                    (double)without[(row * Dimension) + change.Slot] - with[(row * Dimension) + change.Slot]);
                Assert.Equal(expected, change.Change, 1e-4);
            }

            double error = Enumerable.Range(0, firing.Length).Sum(i => Square(firing[i] - without[i]) - Square(firing[i] - with[i])) / unit.TopRows.Count;
            Assert.Equal(error, unit.Effect.ErrorIncrease, 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_unit_fires_above_0_if_codes_are_rectified_and_otherwise_above_its_mean_and_a_deviation(
        AutoencoderKind kind, int[] hidden, ReconstructionLoss reconstruction)
    {
        float[] rows = Training.Fits.MixedRows(120);
        AutoencoderModel model = Fit(kind, hidden, reconstruction, rows);
        float[] codes = model.Encode(rows);
        bool isRectified = kind is Sparse { Sparsity: TopK or L1Penalty };

        UnitReport report = model.Explain(new InMemoryRows(rows, Dimension), new() { TopRows = 1000 });

        foreach (UnitExplanation unit in report.Units)
        {
            float[] ofUnit = [.. Enumerable.Range(0, 120).Select(row => codes[(row * model.LatentDimension) + unit.Unit])];
            double mean = ofUnit.Average(code => (double)code), deviation = Math.Sqrt(ofUnit.Average(code => Square(code - mean)));
            double threshold = isRectified ? 0 : mean + deviation;
            Assert.Equal(isRectified ? 0 : mean, unit.RestingCode, 1e-5);
            Assert.Equal(Enumerable.Range(0, 120).Where(row => ofUnit[row] > threshold), unit.TopRows.Select(row => (int)row.Row).Order());
        }
    }

    [Fact]
    public void A_fitted_sparse_model_has_a_unit_for_every_topic()
    {
        float[] rows = TopicRows(600);
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 12), new AutoencoderOptions
        {
            LatentDimension = 6,
            HiddenLayers = [],
            Kind = new Sparse { Sparsity = new TopK { ActiveUnits = 1 } },
            Scaling = Scaling.None,
            Epochs = 40,
            Seed = 1,
        });

        UnitReport report = model.Explain(new InMemoryRows(rows, 12));

        for (int topic = 0; topic < 4; topic++)
        {
            UnitExplanation unit = report.Units.First(unit => unit.TopRows[0].Row % 4 == topic);
            Assert.All(unit.TopRows, row => Assert.Equal(topic, row.Row % 4));
            Assert.Equal([3 * topic, (3 * topic) + 1, (3 * topic) + 2], unit.Effect.Slots.Take(3).Select(change => change.Slot).Order());
            Assert.True(unit.Effect.ErrorIncrease > 0);
        }
    }

    [Fact]
    public void Missing_values_are_allowed_if_the_model_masks_them()
    {
        float[] rows = Training.Fits.WithGaps(Training.Fits.Rows(100, Dimension));
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, Dimension), new AutoencoderOptions
        {
            LatentDimension = 4, HiddenLayers = [], Kind = new Sparse(), MissingValues = MissingValues.Mask, Epochs = 3, Seed = 1,
        });

        UnitReport report = model.Explain(new InMemoryRows(rows, Dimension));

        Assert.Equal(100, report.RowCount);
        Assert.All(report.Units, unit => Assert.True(double.IsFinite(unit.Effect.ErrorIncrease) && double.IsFinite(unit.Effect.ScaledErrorIncrease)));
    }

    private static AutoencoderModel Fit(AutoencoderKind kind, int[] hidden, ReconstructionLoss reconstruction, float[] rows) => Autoencoder.Fit(
        new InMemoryRows(rows, Dimension),
        new AutoencoderOptions { LatentDimension = 4, HiddenLayers = hidden, Kind = kind, Reconstruction = reconstruction, Epochs = 4, Seed = 1 });

    /// <summary>Row i is about topic i mod 4, whose three slots are about 1, and has a little noise in all slots.</summary>
    private static float[] TopicRows(int count)
    {
        float[] rows = Training.Fits.Rows(count, 12);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (0.03f * rows[i]) + (i % 12 / 3 == i / 12 % 4 ? 1 + (i / 12 % 7 / 10f) : 0);
        }

        return rows;
    }

    private static double Square(double value) => value * value;
}
