using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>How the catalog handles valid and invalid options.</summary>
public sealed class OptionsTests
{
    private static readonly Dictionary<string, Action<AutoencoderFeaturesOptions>> Bad = new()
    {
        ["LatentDimension"] = options => options.LatentDimension = 0,
        ["HiddenLayers[1]"] = options => options.HiddenLayers = [8, 0],
        ["Activation"] = options => options.Activation = (Activation)99,
        ["KlWeight"] = options => options.Kind = new Variational { KlWeight = -1f },
        ["WarmupEpochs"] = options => options.Kind = new Variational { WarmupEpochs = -1 },
        ["Cycles"] = options => options.Kind = new Variational { WarmupEpochs = 3, Cycles = 2 },
        ["FreeBits"] = options => options.Kind = new Variational { FreeBits = float.NaN },
        ["Probability"] = options => options.Kind = new Denoising { Corruption = new SwapNoise { Probability = 1f } },
        ["StandardDeviation"] = options => options.Kind = new Denoising { Corruption = new GaussianNoise { StandardDeviation = 0f } },
        ["Variance"] = options => options.Reconstruction = new Gaussian { Variance = 0f },
        ["Scaling"] = options => options.Scaling = (Scaling)99,
        ["LearningRateSchedule"] = options => options.LearningRateSchedule = (LearningRateSchedule)99,
        ["ValidationFraction"] = options => options.ValidationFraction = 1f,
        ["Patience"] = options => options.Patience = -1,
        ["Epochs"] = options => options.Epochs = 0,
        ["BatchSize"] = options => options.BatchSize = 0,
        ["LearningRate"] = options => options.LearningRate = float.NaN,
        ["RowCacheBytes"] = options => options.RowCacheBytes = 0,
        ["ShuffleBytes"] = options => options.ShuffleBytes = 0,
    };

    public static TheoryData<string> BadOptions => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void The_estimator_cannot_be_created_with_an_option_out_of_range_and_the_error_names_the_option(string option)
    {
        var options = Configurations.Options("latent only");
        Bad[option](options);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new MLContext().Transforms.AutoencoderFeatures(options));

        Assert.Equal(option, error.ParamName);
        Assert.Contains("must be", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_variance_column_is_refused_for_a_kind_without_log_variances()
    {
        var options = Configurations.Options("with log-variance");
        options.Kind = new Plain();

        var error = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.AutoencoderFeatures(options));

        Assert.Contains("LogVarianceColumnName", error.Message, StringComparison.Ordinal);
        Assert.Contains("Plain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused()
    {
        var transforms = new MLContext().Transforms;

        Assert.Throws<ArgumentNullException>(() => transforms.AutoencoderFeatures((string)null!));
        Assert.Throws<ArgumentNullException>(() => transforms.AutoencoderFeatures((AutoencoderFeaturesOptions)null!));
        Assert.Throws<ArgumentNullException>(() => ((TransformsCatalog)null!).AutoencoderFeatures("Latent"));
        Assert.Throws<ArgumentNullException>(() => transforms.AutoencoderFeatures(
            new AutoencoderFeaturesOptions { OutputColumnName = "Latent", Kind = null! }));
    }

    [Fact]
    public void The_output_column_name_is_required()
    {
        var error = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions()));

        Assert.Contains("OutputColumnName", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InputColumnName")]
    [InlineData("ExampleWeightColumnName")]
    [InlineData("LabelColumnName")]
    [MemberData(nameof(OutputColumnTests.Options), MemberType = typeof(OutputColumnTests))]
    public void An_empty_column_name_is_refused_with_the_name_of_the_option(string option)
    {
        var options = Configurations.Options("latent only");
        typeof(AutoencoderFeaturesOptions).GetProperty(option)!.SetValue(options, "");

        var error = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.AutoencoderFeatures(options));

        Assert.StartsWith(option + " must", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_name_for_two_columns_is_refused()
    {
        var options = Configurations.Options("all columns");
        options.ReconstructionErrorColumnName = options.LogVarianceColumnName;

        var error = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.AutoencoderFeatures(options));

        Assert.All(
            ["'LogVariance'", "LogVarianceColumnName", "ReconstructionErrorColumnName"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Changing_the_options_later_does_not_affect_the_estimator()
    {
        var options = Configurations.Options("latent only");
        var estimator = new MLContext().Transforms.AutoencoderFeatures(options);

        options.LatentDimension = 4;
        options.OutputColumnName = "Other";
        options.ReconstructionColumnName = "More";
        var transformer = estimator.Fit(TestData.Good());

        Assert.Equal(2, transformer.Model.LatentDimension);
        Assert.Equal("Latent", transformer.OutputColumnName);
        Assert.Null(transformer.ReconstructionColumnName);
    }

    [Fact]
    public void Without_an_input_name_the_column_with_the_output_name_is_read()
    {
        var transformer = new MLContext().Transforms.AutoencoderFeatures(TestData.Input, epochs: 1).Fit(TestData.Good());

        Assert.Equal(TestData.Input, transformer.InputColumnName);
        Assert.Equal(TestData.Input, transformer.OutputColumnName);
    }
}
