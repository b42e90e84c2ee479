using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class SparseHistoryTests
{
    private static readonly float[] Rows = Fits.Rows(120, 6);
    private static readonly float[] Validation = Fits.Rows(60, 6, seed: 5);

    [Fact]
    public void Each_epoch_of_a_sparse_fit_reports_how_many_units_fire_and_how_many_are_dead()
    {
        TrainingHistory history = Fit(new Sparse { Sparsity = new TopK { ActiveUnits = 3 } }).History;

        // Half of the units start from one sign of a component, which fires for about half of the rows.
        Assert.All(history.Epochs, epoch => Assert.InRange(epoch.L0!.Value, 1.5, 3));
        Assert.All(history.Epochs, epoch => Assert.InRange(epoch.DeadUnits!.Value, 0, 17));
    }

    [Fact]
    public void Codes_that_are_never_0_have_no_measures_of_sparsity()
    {
        TrainingHistory history = Fit(new Sparse { Sparsity = new KlSparsity() }).History;

        Assert.All(history.Epochs, epoch => Assert.Equal(((double?)null, (int?)null), (epoch.L0, epoch.DeadUnits)));
    }

    [Fact]
    public void The_unexplained_variance_of_the_best_epoch_is_that_of_the_model()
    {
        AutoencoderModel model = Fit(new Sparse { Sparsity = new TopK { ActiveUnits = 3 } });

        double unexplained = model.Diagnose(new InMemoryRows(Validation, 6)).UnexplainedVariance;

        Assert.InRange(model.History.BestEpoch, 1, 4);
        Assert.InRange(unexplained, 0.01, 0.9);
        Assert.Equal(unexplained, model.History.Epochs[model.History.BestEpoch - 1].UnexplainedVariance!.Value, 1e-4);
    }

    [Fact]
    public void Unexplained_variance_is_over_the_values_that_are_present()
    {
        float[] gaps = [.. Validation.Select((value, i) => i % 7 == 0 ? float.NaN : value)];
        AutoencoderOptions options = Options(new Sparse { Sparsity = new TopK { ActiveUnits = 3 } });
        options.MissingValues = MissingValues.Mask;
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Rows, 6), new InMemoryRows(gaps, 6), options);

        double error = 0, total = 0;
        float[] reconstructions = model.Reconstruct(gaps);
        for (int slot = 0; slot < 6; slot++)
        {
            double scale = model.Content.Scaling.Scales[slot];
            int[] present = [.. Enumerable.Range(0, 60).Select(row => (row * 6) + slot).Where(i => !float.IsNaN(gaps[i]))];
            double mean = present.Average(i => (double)gaps[i]);
            error += present.Sum(i => Math.Pow((gaps[i] - reconstructions[i]) / scale, 2));
            total += present.Sum(i => Math.Pow((gaps[i] - mean) / scale, 2));
        }

        Assert.Equal(error / total, model.History.Epochs[model.History.BestEpoch - 1].UnexplainedVariance!.Value, 1e-4);
    }

    [Fact]
    public void Rows_of_larger_weight_count_more_in_the_unexplained_variance()
    {
        // Rows 40 to 59 are the first 20 rows twice more: the same as a weight of 3.
        float[] repeated = [.. Validation[..120], .. Validation[..120], .. Validation[..240]];
        float[] weights = [.. Enumerable.Range(0, 40).Select(row => row < 20 ? 3f : 1)];
        AutoencoderOptions options = Options(new Sparse { Sparsity = new TopK { ActiveUnits = 3 } });
        options.Epochs = 1;
        float[] ones = [.. Enumerable.Repeat(1f, 120)];

        AutoencoderModel weighted = Autoencoder.Fit(new InMemoryRows(Rows, 6, ones), new InMemoryRows(Validation[..240], 6, weights), options);
        AutoencoderModel plain = Autoencoder.Fit(new InMemoryRows(Rows, 6, ones), new InMemoryRows(repeated, 6, Enumerable.Repeat(1f, 80).ToArray()), options);

        Assert.Equal(plain.History.Epochs[0].UnexplainedVariance!.Value, weighted.History.Epochs[0].UnexplainedVariance!.Value, 1e-5);
    }

    [Fact]
    public void Rows_that_do_not_vary_or_are_not_held_out_have_no_unexplained_variance()
    {
        var sparse = new Sparse { Sparsity = new TopK { ActiveUnits = 3 } };
        float[] constant = [.. Enumerable.Repeat(Validation[..6], 30).SelectMany(row => row)];

        Assert.All(
            Autoencoder.Fit(new InMemoryRows(Rows, 6), new InMemoryRows(constant, 6), Options(sparse)).History.Epochs,
            epoch => Assert.Null(epoch.UnexplainedVariance));
        Assert.All(Autoencoder.Fit(new InMemoryRows(Rows, 6), Options(sparse)).History.Epochs, epoch => Assert.Null(epoch.UnexplainedVariance));
    }

    [Fact]
    public void Other_kinds_report_none_of_them()
    {
        Assert.All(Fit(new Plain()).History.Epochs, epoch => Assert.Equal((null, null, null), (epoch.L0, epoch.DeadUnits, epoch.UnexplainedVariance)));
    }

    [Fact]
    public void What_a_sparse_fit_reports_survives_the_round_trip()
    {
        AutoencoderModel fitted = Fit(new Sparse { Sparsity = new TopK { ActiveUnits = 3 } });

        TrainingHistory loaded = Load(Fits.Bytes(fitted)).History;

        Assert.Equal(
            fitted.History.Epochs.Select(epoch => (epoch.L0, epoch.DeadUnits, epoch.UnexplainedVariance)),
            loaded.Epochs.Select(epoch => (epoch.L0, epoch.DeadUnits, epoch.UnexplainedVariance)));
        Assert.All(loaded.Epochs, epoch => Assert.NotNull(epoch.UnexplainedVariance));
    }

    [Fact]
    public void A_history_of_an_earlier_version_has_none_of_them()
    {
        byte[] old = WithHeader(
            Fits.Bytes(Fit(new Sparse())), header => Regex.Replace(header, @",(\\u0022|\\"")(L0|DeadUnits|UnexplainedVariance)(\\u0022|\\""):[-+0-9.eE]+", string.Empty));

        Assert.DoesNotContain("UnexplainedVariance", FileBytes.Header(old), StringComparison.Ordinal);
        Assert.All(Load(old).History.Epochs, epoch => Assert.Equal((null, null, null), (epoch.L0, epoch.DeadUnits, epoch.UnexplainedVariance)));
    }

    [Theory]
    [InlineData("L0", "-1")]
    [InlineData("L0", "1e999")]
    [InlineData("DeadUnits", "-1")]
    [InlineData("UnexplainedVariance", "-0.1")]
    public void Impossible_measures_are_refused(string name, string value)
    {
        byte[] file = Fits.Bytes(Fit(new Sparse()));
        byte[] forged = WithHeader(
            file, header => Regex.Replace(header, name + @"(\\u0022|\\""):[-+0-9.eE]+", match => name + match.Groups[1].Value + ":" + value));

        Assert.NotEqual(file, forged);
        Assert.Contains("history", Assert.Throws<FormatException>(() => Load(forged)).Message, StringComparison.Ordinal);
    }

    private static byte[] WithHeader(byte[] saved, Func<string, string> change) =>
        FileBytes.Sealed(FileBytes.WithHeader(saved, change(FileBytes.Header(saved))));

    private static AutoencoderModel Load(byte[] file) => AutoencoderModel.Load(new MemoryStream(file));

    private static AutoencoderModel Fit(AutoencoderKind kind) =>
        Autoencoder.Fit(new InMemoryRows(Rows, 6), new InMemoryRows(Validation, 6), Options(kind));

    private static AutoencoderOptions Options(AutoencoderKind kind)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.LatentDimension, options.HiddenLayers, options.LearningRate) = (kind, 20, [], 0.01f);
        return options;
    }
}
