using MLNet.Autoencoder;
using MLNet.Autoencoder.Seam;

namespace Microsoft.ML;

/// <summary>Adds autoencoders to <c>mlContext.Transforms</c>.</summary>
public static class AutoencoderFeaturesCatalog
{
    /// <summary>
    /// Creates an estimator that fits a variational autoencoder to a column and adds its latent features as a new column.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column of latent features to add, <c>Vector&lt;Single&gt;</c> of <paramref name="latentDimension"/>.</param>
    /// <param name="inputColumnName">
    /// The column to read, a <c>Vector&lt;Single&gt;</c> of fixed size; <see langword="null"/> to read the column named
    /// <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="latentDimension">q, the number of latent features; 1 or more.</param>
    /// <param name="epochs">
    /// The maximum number of passes over the rows; 1 or more. <see langword="null"/> lets it follow the number of rows.
    /// </param>
    /// <param name="seed">The same seed and rows give the same model; <see langword="null"/> lets <c>MLContext(seed)</c> decide.</param>
    /// <param name="labelColumnName">
    /// The column that the features are to predict, a key, a Boolean or a <c>Single</c>, which only the fit reads; <see langword="null"/> if rows have no
    /// labels.
    /// </param>
    /// <returns>The estimator. Its <c>Fit</c> trains the model and returns the transformer that adds the columns.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the output column is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="NotSupportedException">This version of Microsoft.ML lacks a member that the library needs.</exception>
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
        int? epochs = null,
        int? seed = null,
        string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return catalog.AutoencoderFeatures(new AutoencoderFeaturesOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            LatentDimension = latentDimension,
            Epochs = epochs,
            Seed = seed,
            LabelColumnName = labelColumnName,
        });
    }

    /// <summary>Creates an estimator that fits an autoencoder to one or more columns and adds its features as new columns.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="options">The columns, the network and the training; copied.</param>
    /// <returns>The estimator. Its <c>Fit</c> trains the model and returns the transformer that adds the columns.</returns>
    /// <exception cref="ArgumentNullException">An argument, or an option that must have a value, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// A column name is missing, empty or used twice, or both <see cref="AutoencoderFeaturesOptions.InputColumnName"/> and
    /// <see cref="AutoencoderFeaturesOptions.InputColumnNames"/> are set.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message states the option, its value and the bounds.</exception>
    /// <exception cref="NotSupportedException">This version of Microsoft.ML lacks a member that the library needs.</exception>
    /// <example>
    /// <code>
    /// // using MLNet.Autoencoder;
    /// var pipeline = mlContext.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
    /// {
    ///     InputColumnName = "Features",
    ///     OutputColumnName = "Latent",
    ///     LatentDimension = 4,
    ///     HiddenLayers = [64, 32],
    ///     ScaledReconstructionErrorColumnName = "AnomalyScore",
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
