using MLNet.Autoencoder;
using MLNet.Autoencoder.Seam;

namespace Microsoft.ML;

/// <summary>Adds autoencoders to <c>mlContext.AnomalyDetection</c>.</summary>
public static class AutoencoderAnomalyCatalog
{
    /// <summary>Creates a trainer that fits an anomaly detector to a column: an autoencoder that predicts each value of a row from the others.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.AnomalyDetection.Trainers</c>.</param>
    /// <param name="featureColumnName">The column to read, a <c>Vector&lt;Single&gt;</c> of fixed size. No normalization is needed.</param>
    /// <param name="exampleWeightColumnName">The column with the weight of each row, <c>Single</c>; <see langword="null"/> if all weights are the same.</param>
    /// <param name="contamination">
    /// The share of anomalies expected, greater than 0 and less than 1: the share of the rows held out of the fit whose scores are above the threshold.
    /// </param>
    /// <param name="epochs">
    /// The maximum number of passes over the rows; 1 or more. <see langword="null"/> lets it follow the number of rows.
    /// </param>
    /// <param name="seed">The same seed and rows give the same detector; <see langword="null"/> lets <c>MLContext(seed)</c> decide.</param>
    /// <returns>The trainer. Its <c>Fit</c> returns the transformer that adds <c>Score</c> and <c>PredictedLabel</c>.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the feature column is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="NotSupportedException">This version of Microsoft.ML lacks a member that the library needs.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.Concatenate("Features", "Temperature", "Pressure", "Vibration")
    ///     .Append(mlContext.AnomalyDetection.Trainers.Autoencoder());
    /// IDataView scored = pipeline.Fit(normal).Transform(today);
    /// </code>
    /// </example>
    public static AutoencoderAnomalyTrainer Autoencoder(
        this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog,
        string featureColumnName = AutoencoderAnomalyOptions.DefaultFeatureColumnName,
        string? exampleWeightColumnName = null,
        float contamination = AnomalyDetectorOptions.Defaults.Contamination,
        int? epochs = null,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(featureColumnName);
        return catalog.Autoencoder(new AutoencoderAnomalyOptions
        {
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Contamination = contamination,
            Epochs = epochs,
            Seed = seed,
        });
    }

    /// <summary>Creates a trainer that fits an anomaly detector to a column, with options.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.AnomalyDetection.Trainers</c>.</param>
    /// <param name="options">The options; copied.</param>
    /// <returns>The trainer. Its <c>Fit</c> returns the transformer that adds the columns.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the options are <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A column name is missing, empty or used twice, or options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="NotSupportedException">This version of Microsoft.ML lacks a member that the library needs.</exception>
    public static AutoencoderAnomalyTrainer Autoencoder(this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog, AutoencoderAnomalyOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new AutoencoderAnomalyTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>The same transformer with another threshold, as <c>ChangeModelThreshold</c> does for ML.NET's own detectors.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.AnomalyDetection</c>.</param>
    /// <param name="model">The transformer, for example <c>LastTransformer</c> of a fitted chain. It is not changed.</param>
    /// <param name="threshold">Rows with a higher score are anomalies; not NaN.</param>
    /// <returns>The new transformer.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the model is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is NaN.</exception>
    public static AutoencoderAnomalyTransformer ChangeModelThreshold(
        this AnomalyDetectionCatalog catalog, AutoencoderAnomalyTransformer model, float threshold)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return model.With(model.Model.WithThreshold(threshold));
    }
}
