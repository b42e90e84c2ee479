using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Tests;

/// <summary>Small models of every kind, reconstruction, scaling and format version: the files that mutations start from.</summary>
internal static class SeedModels
{
    /// <summary>d of the fitted models.</summary>
    public const int Dimension = 6;

    private static readonly Dictionary<string, Func<AutoencoderModel>> Fitted = new()
    {
        ["variational"] = () => Fit(new Variational()),
        ["variational, Bernoulli"] = () => Fit(new Variational { WarmupEpochs = 1 }, new Bernoulli(), Scaling.MinMax),
        ["plain, linear"] = () => Fit(new Plain(), hidden: []),
        ["denoising, Gaussian noise"] = () => Fit(new Denoising { Corruption = new GaussianNoise() }, new Gaussian { Variance = 0.5f }),
        ["denoising, mixed with gaps"] = () => Fit(new Denoising { Corruption = new SwapNoise() }, Fits.Mixed),
        ["sparse, top k"] = () => Fit(new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.25f } }, hidden: [5, 4]),
        ["sparse, batch top k"] = () => Fit(new Sparse { Sparsity = new BatchTopK { ActiveUnits = 1 } }, hidden: []),
        ["sparse, JumpReLU with gaps"] = () => Fit(new Sparse { Sparsity = new JumpRelu { ActiveUnits = 2, Bandwidth = 0.5f } }, Fits.Mixed),
        ["sparse, gated"] = () => Fit(new Sparse { Sparsity = new Gated() }, hidden: []),
        ["sparse, nested"] = () => Fit(new Sparse { Sparsity = new TopK { MatryoshkaLevels = 2 } }, hidden: []),
        ["sparse, L1"] = () => Fit(new Sparse { Sparsity = new L1Penalty() }),
        ["plain, heavy tails"] = () => FitTails(MissingValues.SkipRow),
        ["plain, heavy tails with gaps"] = () => FitTails(MissingValues.Mask),
        ["sparse, KL"] = () => Fit(new Sparse { Sparsity = new KlSparsity() }),
        ["classes as labels"] = () => FitLabels(LabelKind.Class),
        ["numbers as labels"] = () => FitLabels(LabelKind.Number),
        ["row contrast"] = () => Autoencoder.Fit(
            new InMemoryRows(Fits.Rows(300, Dimension), Dimension), new AutoencoderOptions { Seed = 5, Epochs = 3, AuxiliaryLosses = [new RowContrast()] }),
    };

    /// <summary>The names of the fitted models.</summary>
    public static IEnumerable<string> Names => Fitted.Keys;

    /// <summary>The bytes of a fitted model. A name always gives the same bytes.</summary>
    public static byte[] Bytes(string name) => Fits.Bytes(Fitted[name]());

    /// <summary>A model of very many slots with few weights for each, and not fitted. It takes at least 20 bytes per slot.</summary>
    public static AutoencoderModel Wide(int dimension, AutoencoderKind kind, ReconstructionLoss reconstruction)
    {
        var architecture = new NetworkArchitecture(dimension, [], latentDimension: kind is Sparse ? 2 : 1, Activation.Tanh);
        var parameters = new NetworkParameters(kind.Definition.LayoutOf(architecture));
        new RandomStream(7, 99, 0).FillNormal(parameters.Values, 0);
        var history = new TrainingHistory
        {
            Epochs = [], BestEpoch = 0, Start = null, Restarts = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0,
        };
        return new AutoencoderModel(new ModelContent(parameters, InputScaling.Identity(dimension), kind, reconstruction, Seed: 1, history));
    }

    private static AutoencoderModel Fit(
        AutoencoderKind kind, ReconstructionLoss? reconstruction = null, Scaling scaling = Scaling.Automatic, int[]? hidden = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.Reconstruction, options.Scaling, options.HiddenLayers) = (kind, reconstruction ?? new Gaussian(), scaling, hidden ?? [5]);
        (options.LatentDimension, options.Epochs, options.ValidationFraction) = (3, 3, 0.2f);
        options.MissingValues = reconstruction is Mixed ? MissingValues.Mask : MissingValues.SkipRow;
        float[] rows = Fits.MixedRows(60);
        return Autoencoder.Fit(new InMemoryRows(reconstruction is Bernoulli ? Array.ConvertAll(rows, Math.Abs) : rows, Dimension), options);
    }

    private static AutoencoderModel FitTails(MissingValues missingValues)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.LatentDimension, options.MissingValues) = (new Plain(), 3, missingValues);
        float[] rows = Fits.Rows(60, Dimension);
        rows[8] = 1e6f;
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, Dimension), options);
        return model.Content.Scaling.Tails is { Slots: [2] } ? model : throw new InvalidOperationException("The model has no slot with heavy tails.");
    }

    private static AutoencoderModel FitLabels(LabelKind kind)
    {
        float[] rows = Fits.Rows(120, Dimension);
        float[] labels = [.. Enumerable.Range(0, 120).Select(i => kind == LabelKind.Class ? (rows[Dimension * i] < 0 ? 0 : 1) : rows[Dimension * i])];
        AutoencoderOptions options = Fits.Options();
        (options.LatentDimension, options.ValidationFraction) = (3, 0.2f);
        return Autoencoder.Fit(new InMemoryRows(rows, Dimension, labels: labels, labelKind: kind), options);
    }
}
