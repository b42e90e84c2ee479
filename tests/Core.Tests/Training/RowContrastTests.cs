
namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Fits that contrast rows with their second views.</summary>
public class RowContrastTests
{
    private const int D = 6;
    private const int Count = 200;

    private static AutoencoderOptions Options(AutoencoderKind? kind = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.AuxiliaryLosses, options.Kind) = ([new RowContrast()], kind ?? new Variational());
        return options;
    }

    private static InMemoryRows Rows() => new(Fits.Rows(Count, D), D);

    private static void AssertContrasts(AutoencoderModel model, float[] rows)
    {
        Assert.All(model.History.Epochs, epoch =>
        {
            Assert.True(double.IsFinite(epoch.Training.Total) && epoch.Training[LossTerm.RowContrast.Name] > 0);
            Assert.True(epoch.Validation is not { } validation || (double.IsFinite(validation.Total) && validation[LossTerm.RowContrast.Name] > 0));
        });
        Assert.All(model.Encode(rows).Concat(model.Reconstruct(rows)), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var loss = new RowContrast();

        Assert.Equal((0.15f, 0.3f, 0.5f), (loss.Weight, loss.Probability, loss.Temperature));
    }

    public static TheoryData<AutoencoderKind> Kinds =>
    [
        new Variational(), new Variational { FreeBits = 0 }, new Plain(), new Denoising(), new Sparse { Sparsity = new TopK { ActiveUnits = 1 } },
        new Sparse { Sparsity = new L1Penalty() }, new Sparse { Sparsity = new KlSparsity() }, new Sparse { Sparsity = new BatchTopK { ActiveUnits = 1 } },
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_contrast_falls_in_a_fit_of_every_kind(AutoencoderKind kind)
    {
        AutoencoderOptions options = Options(kind);
        (options.Epochs, options.LearningRate, options.ValidationFraction) = (20, 0.01f, 0.2f);

        (AutoencoderModel model, List<string> warnings) = Fits.WithWarnings(Rows(), options);

        AssertContrasts(model, Fits.Rows(50, D, seed: 9));
        Assert.Empty(warnings);
        Assert.Equal(20, model.History.Epochs.Count);
        Assert.True(model.History.Epochs[^1].Validation![LossTerm.RowContrast.Name] < model.History.Start![LossTerm.RowContrast.Name]);
    }

    [Fact]
    public void The_model_has_nothing_but_what_a_model_without_it_has()
    {
        AutoencoderOptions without = Options();
        without.AuxiliaryLosses = [];
        AutoencoderModel contrasted = Autoencoder.Fit(Rows(), Options()), plain = Autoencoder.Fit(Rows(), without);
        byte[] file = Fits.Bytes(contrasted);

        AutoencoderModel loaded = AutoencoderModel.Load(new MemoryStream(file));

        Assert.Equal(plain.Content.Parameters.Layout.Tensors, loaded.Content.Parameters.Layout.Tensors);
        Assert.Equal(FileBytes.Data(Fits.Bytes(plain)).Length, FileBytes.Data(file).Length);
        Assert.DoesNotContain("row_contrast", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.DoesNotContain("Auxiliary", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.Equal(contrasted.Encode(Fits.Rows(9, D)), loaded.Encode(Fits.Rows(9, D)));
        Assert.NotEqual(plain.Encode(Fits.Rows(9, D)), loaded.Encode(Fits.Rows(9, D)));
    }

    /// <summary>A small network processes rows in blocks, and a large one shares each product.</summary>
    [Theory]
    [InlineData(8, 30)]
    [InlineData(600, 300)]
    public void A_fit_gives_the_same_bytes_on_any_number_of_threads(int hidden, int dimension)
    {
        byte[] Bytes(int threads)
        {
            float[] rows = Fits.Rows(900, dimension);
            AutoencoderOptions options = Options();
            (options.HiddenLayers, options.BatchSize, options.Epochs) = ([hidden], 400, 2);
            options.Engine = new ManagedEngine { NumberOfThreads = threads };
            AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, dimension), options);
            AssertContrasts(model, rows[..dimension]);
            return Fits.Bytes(model);
        }

        byte[] expected = Bytes(1);

        Assert.Equal(expected, Bytes(2));
        Assert.Equal(expected, Bytes(8));
    }

    [Fact]
    public void The_options_decide_the_codes()
    {
        float[] Codes(Action<AutoencoderOptions> change)
        {
            AutoencoderOptions options = Options();
            change(options);
            return Autoencoder.Fit(Rows(), options).Encode(Fits.Rows(9, D));
        }

        float[] expected = Codes(_ => { });

        Assert.Equal(expected, Codes(_ => { }));
        Assert.NotEqual(expected, Codes(options => options.AuxiliaryLosses = [new RowContrast { Probability = 0.6f }]));
        Assert.NotEqual(expected, Codes(options => options.AuxiliaryLosses = [new RowContrast { Temperature = 0.2f }]));
        Assert.NotEqual(expected, Codes(options => options.AuxiliaryLosses = [new RowContrast { Weight = 0.6f }]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_goes_with_missing_values_mixed_rows_weights_and_labels(AutoencoderKind kind)
    {
        float[] rows = Fits.MixedRows(Count), gaps = Fits.WithGaps(rows);
        float[] labels = [.. Enumerable.Range(0, Count).Select(i => rows[(6 * i) + 1] > 0 ? 1f : i % 9 == 0 ? float.NaN : 0)];
        float[] weights = [.. Enumerable.Range(0, Count).Select(i => i % 4 / 2f)];
        AutoencoderOptions options = Options(kind);
        (options.Reconstruction, options.MissingValues, options.ValidationFraction) = (Fits.Mixed, MissingValues.Mask, 0.2f);
        options.AuxiliaryLosses = [new LabelHead(), new RowContrast()];

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(gaps, D, weights, labels), options);

        AssertContrasts(model, gaps);
        Assert.True(model.History.Epochs[^1].Training[LossTerm.LabelHead.Name] > 0);
    }

    [Fact]
    public void A_batch_of_one_row_has_nothing_to_tell_apart()
    {
        AutoencoderOptions options = Options();
        options.BatchSize = 1;

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Fits.Rows(20, D), D), options);

        Assert.All(model.History.Epochs, epoch => Assert.Equal(0, epoch.Training[LossTerm.RowContrast.Name], 1e-6));
    }

    [Fact]
    public void A_stopped_fit_resumes_to_the_same_bytes()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using var stop = new CancellationTokenSource();
            AutoencoderOptions options = Options();
            options.CheckpointPath = Path.Combine(directory, "checkpoint");
            options.CancellationToken = stop.Token;
            options.Progress = new Reporter(epoch =>
            {
                if (epoch.Epoch == 2)
                {
                    stop.Cancel();
                }
            });
            Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(Rows(), options));

            int first = 0;
            (options.CancellationToken, options.Progress) = (default, new Reporter(epoch => first = first == 0 ? epoch.Epoch : first));
            float[] codes = Autoencoder.Fit(Rows(), options).Encode(Fits.Rows(9, D));

            Assert.Equal(3, first);
            Assert.Equal(Autoencoder.Fit(Rows(), Options()).Encode(Fits.Rows(9, D)), codes);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class Reporter(Action<TrainingEpoch> report) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => report(value);
    }
}
