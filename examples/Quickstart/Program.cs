// The basics: fit, transform, save, load into a new context, and predict one row.
//
// Prints:
// Fitted 64 pixels -> 8 latent features. Epoch 296 of 300 was the best.
// Accuracy of logistic regression on held-out digits:
//   64 raw pixels     0.960
//   8 latent features 0.941
// Features of the first digit, a 0: -2.08  -0.08  1.22  -1.47  0.38  -1.04  0.00  1.39
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;

string modelPath = args.FirstOrDefault("digits.zip");
var mlContext = new MLContext(seed: 1);
IDataView digits = mlContext.Data.LoadFromTextFile<Digit>(
    Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',', hasHeader: true);
DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(digits, testFraction: 0.2);

AutoencoderFeaturesTransformer autoencoder = mlContext.Transforms.AutoencoderFeatures("Latent", "Pixels", latentDimension: 8).Fit(split.TrainSet);
Console.WriteLine($"Fitted 64 pixels -> 8 latent features. Epoch {autoencoder.History.BestEpoch} of {autoencoder.History.Epochs.Count} was the best.");
mlContext.Model.Save(autoencoder, digits.Schema, modelPath);

// The rest could be another program, because it uses a new context and only the file.
mlContext = new MLContext(seed: 1);
ITransformer loaded = mlContext.Model.Load(modelPath, out DataViewSchema _);
Console.WriteLine("Accuracy of logistic regression on held-out digits:");
Console.WriteLine($"  64 raw pixels     {AccuracyOn("Pixels"):F3}");
Console.WriteLine($"  8 latent features {AccuracyOn("Latent"):F3}");

using PredictionEngine<Digit, Encoded> engine = mlContext.Model.CreatePredictionEngine<Digit, Encoded>(loaded);
Digit first = mlContext.Data.CreateEnumerable<Digit>(digits, reuseRowObject: false).First();
Encoded encoded = engine.Predict(first);
Console.WriteLine($"Features of the first digit, a {first.Value}: {string.Join("  ", encoded.Latent.Select(value => $"{value:F2}"))}");

double AccuracyOn(string features)
{
    var classifier = mlContext.Transforms.Conversion.MapValueToKey("Label", "Digit")
        .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(featureColumnName: features));
    IDataView predictions = classifier.Fit(loaded.Transform(split.TrainSet)).Transform(loaded.Transform(split.TestSet));
    return mlContext.MulticlassClassification.Evaluate(predictions).MicroAccuracy;
}

internal sealed class Digit
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64), ColumnName("Digit")]
    public float Value { get; set; }
}

internal sealed class Encoded
{
    public float[] Latent { get; set; } = [];
}
