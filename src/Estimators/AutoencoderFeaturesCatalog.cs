using MLNet.Autoencoder;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Seam;

namespace Microsoft.ML;

/// <summary>Adds autoencoders to <c>mlContext.Transforms</c>.</summary>
public static class AutoencoderFeaturesCatalog
{
    /// <summary>
    /// Makes an estimator that fits a variational autoencoder to a column and adds its latent features as another.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of latent features to add, <c>Vector&lt;Single&gt;</c> of <paramref name="latentDimension"/>.</param>
    /// <param name="inputColumnName">
    /// The column to read, <c>Vector&lt;Single&gt;</c> of fixed size; <see langword="null"/> for the name in <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="latentDimension">q, the number of latent features; 1 or more.</param>
    /// <param name="epochs">Passes over the rows; 1 or more.</param>
    /// <param name="seed">The same seed and rows give the same model; <see langword="null"/> lets <c>MLContext(seed)</c> decide.</param>
    /// <returns>The estimator; <c>Fit</c> trains, and gives the transformer that adds the columns.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the output column is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="NotSupportedException">This version of Microsoft.ML lacks what an extension needs.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.AutoencoderFeatures("Latent", "Pixels", latentDimension: 8)
    ///     .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
    ///     .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(featureColumnName: "Latent"));
    /// </code>
    /// </example>
    public static AutoencoderFeaturesEstimator AutoencoderFeatures(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int latentDimension = AutoencoderOptions.Defaults.LatentDimension,
        int epochs = AutoencoderOptions.Defaults.Epochs,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return catalog.AutoencoderFeatures(new AutoencoderFeaturesOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            LatentDimension = latentDimension,
            Epochs = epochs,
            Seed = seed,
        });
    }

    /// <summary>Makes an estimator that fits an autoencoder to one or more columns and adds its features as others.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="options">Columns, network and training; copied.</param>
    /// <returns>The estimator; <c>Fit</c> trains, and gives the transformer that adds the columns.</returns>
    /// <exception cref="ArgumentNullException">An argument, or a choice in the options, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// A column name is missing, empty or given twice, or both <see cref="AutoencoderFeaturesOptions.InputColumnName"/> and
    /// <see cref="AutoencoderFeaturesOptions.InputColumnNames"/> are given.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names option, value and bound.</exception>
    /// <exception cref="NotSupportedException">This version of Microsoft.ML lacks what an extension needs.</exception>
    /// <example>
    /// <code>
    /// // using MLNet.Autoencoder;
    /// var pipeline = mlContext.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
    /// {
    ///     InputColumnName = "Features",
    ///     OutputColumnName = "Latent",
    ///     LatentDimension = 4,
    ///     HiddenLayers = [64, 32],
    ///     ReconstructionErrorColumnName = "AnomalyScore",
    /// });
    /// </code>
    /// </example>
    public static AutoencoderFeaturesEstimator AutoencoderFeatures(this TransformsCatalog catalog, AutoencoderFeaturesOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new AutoencoderFeaturesEstimator(MLNetInternals.EnvironmentOf(catalog), options);
    }
}
