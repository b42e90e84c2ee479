using Microsoft.ML;
using MLNet.Autoencoder.Columns;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>The configurations of estimator and transformer that the conformance suite runs over, by name.</summary>
internal static class Configurations
{
    private static readonly Dictionary<string, Action<AutoencoderFeaturesOptions>> Known = new()
    {
        ["latent only"] = _ => { },
        ["with log-variance"] = options => options.LogVarianceColumnName = "LogVariance",
        ["with reconstruction"] = options => options.ReconstructionColumnName = "Decoded",
        ["with error"] = options => options.ReconstructionErrorColumnName = "Score",
        ["with scaled error"] = options => options.ScaledReconstructionErrorColumnName = "ScaledScore",
        ["all columns"] = AddAllColumns,
        ["sparse input"] = AddAllColumns,
        ["output replaces input"] = options =>
        {
            AddAllColumns(options);
            options.InputColumnName = null;
            options.OutputColumnName = TestData.Input;
        },
        ["reconstruction replaces input"] = options => options.ReconstructionColumnName = TestData.Input,
        ["vector and vector"] = options => ReadSeveral(options, TestData.Input, TestData.SecondInput),
        ["scalar and vector"] = options => ReadSeveral(options, TestData.ScalarInput, TestData.Input),
        ["no hidden layer"] = options => (options.HiddenLayers, options.ReconstructionErrorColumnName) = ([], "Score"),
        ["two hidden layers"] = options => (options.HiddenLayers, options.ReconstructionErrorColumnName) = ([9, 5], "Score"),
        ["bernoulli"] = options =>
        {
            AddAllColumns(options);
            options.Reconstruction = new Bernoulli();
        },
        ["mixed"] = options =>
        {
            AddAllColumns(options);
            options.Reconstruction = new Mixed { Slots = [SlotRange.Binary(0, 1), SlotRange.OneHot(4, 2)] };
        },
        ["missing values"] = options =>
        {
            AddAllColumns(options);
            options.MissingValues = MissingValues.Mask;
        },
        ["example weights"] = options => options.ExampleWeightColumnName = TestData.ScalarInput,
        ["labels"] = options => (options.LabelColumnName, options.AuxiliaryLosses) = (TestData.ScalarInput, [new LabelHead()]),
        ["sparse code"] = options =>
            (options.Kind, options.ReconstructionColumnName, options.ReconstructionErrorColumnName) = (new Sparse(), "Decoded", "Score"),
        ["codes in sparse buffers"] = options =>
            (options.Kind, options.LatentDimension, options.HiddenLayers, options.ReconstructionColumnName, options.ReconstructionErrorColumnName) =
            (new Sparse { Sparsity = new TopK { ActiveUnits = 2 } }, 8, null, "Decoded", "Score"),
        ["codes above thresholds"] = options =>
            (options.Kind, options.LatentDimension, options.ScaledReconstructionErrorColumnName) =
            (new Sparse { Sparsity = new JumpRelu { ActiveUnits = 1 } }, 6, "ScaledScore"),
        ["plain, unscaled"] = options =>
            (options.Kind, options.Scaling, options.ReconstructionErrorColumnName) = (new Plain(), Scaling.None, "Score"),
        ["denoising, standardized"] = options =>
            (options.Kind, options.Scaling, options.ReconstructionColumnName) = (new Denoising(), Scaling.Standardize, "Decoded"),
    };

    /// <summary>All names, for theories.</summary>
    public static TheoryData<string> Names => [.. Known.Keys];

    /// <summary>All names, for tests whose theory is something else.</summary>
    public static IReadOnlyCollection<string> Every => Known.Keys;

    public static AutoencoderFeaturesOptions Options(string name)
    {
        var options = new AutoencoderFeaturesOptions
        {
            InputColumnName = TestData.Input,
            OutputColumnName = "Latent",
            LatentDimension = 2,
            HiddenLayers = [8],
            Epochs = 3,
            BatchSize = 16,
            Seed = 5,
        };
        Known[name](options);
        return options;
    }

    public static AutoencoderFeaturesEstimator Estimator(string name, MLContext? context = null) =>
        (context ?? new MLContext(seed: 1)).Transforms.AutoencoderFeatures(Options(name));

    public static TableView Data(string name) => TestData.Good(sparse: name == "sparse input", row: i => Row(name, i));

    /// <summary>Similar data with the given number of rows and additional columns.</summary>
    public static TableView Data(string name, int rows, params TableColumn[] more) =>
        TestData.OfRows(rows, name == "sparse input", i => Row(name, i), more);

    /// <summary>The values of the first input column.</summary>
    public static float[] Row(string name, int index) => Masks(name) ? TestData.RowWithGaps(index) : TestData.Row(index);

    /// <summary>Whether a NaN is a missing value.</summary>
    public static bool Masks(string name) => Options(name).MissingValues == MissingValues.Mask;

    /// <summary>The names of the columns read, in order.</summary>
    public static string[] Read(string name)
    {
        var options = Options(name);
        return [.. options.InputColumnNames ?? [options.InputColumnName ?? options.OutputColumnName]];
    }

    /// <summary>The names of the columns added, in order.</summary>
    public static string[] Added(string name) => [.. Options(name).AddedColumns.Select(added => added.Name)];

    /// <summary>Sets the name of every column that can be added.</summary>
    public static void AddAllColumns(AutoencoderFeaturesOptions options)
    {
        foreach (OutputColumn column in OutputColumns.All)
        {
            typeof(AutoencoderFeaturesOptions).GetProperty(column.Option)!.SetValue(options, TestColumns.NameOf(column));
        }
    }

    private static void ReadSeveral(AutoencoderFeaturesOptions options, params string[] columns)
    {
        AddAllColumns(options);
        (options.InputColumnName, options.InputColumnNames) = (null, columns);
    }
}
