// Latent features before a classifier, beside the raw pixels and principal components of the same rank.
//
//   FeaturesBeforeClassifier train model.zip    fits, evaluates on held-out rows, saves the chain
//   FeaturesBeforeClassifier serve model.zip    in another process: loads the chain and predicts
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

const int Rank = 8;
string dataPath = Path.Combine(AppContext.BaseDirectory, "digits.csv");
string modelPath = args.Length > 1 ? args[1] : "digits.zip";
switch (args.FirstOrDefault("train"))
{
    case "train":
        Train();
        return 0;
    case "serve":
        Serve();
        return 0;
    default:
        Console.Error.WriteLine("usage: FeaturesBeforeClassifier [train|serve] [model.zip]");
        return 2;
}

void Train()
{
    var mlContext = new MLContext(seed: 1);
    IDataView digits = mlContext.Data.LoadFromTextFile<Digit>(dataPath, separatorChar: ',', hasHeader: true);
    DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(digits, testFraction: 0.2);
    Console.WriteLine($"Held-out rows of digits.csv, multinomial logistic regression on standardised features:");
    Console.WriteLine($"{"features",-24}{"accuracy",9}{"log-loss",10}{"seconds",9}");

    Evaluate("64 raw pixels", mlContext.Transforms.CopyColumns("Features", "Pixels"));
    Evaluate($"{Rank} principal components", mlContext.Transforms.ProjectToPrincipalComponents("Features", "Pixels", rank: Rank, seed: 1));
    ITransformer model = Evaluate($"{Rank} latent features", mlContext.Transforms.AutoencoderFeatures("Features", "Pixels", latentDimension: Rank));

    mlContext.Model.Save(model, digits.Schema, modelPath);
    Console.WriteLine($"Saved the last chain, autoencoder and classifier, as {modelPath}");

    ITransformer Evaluate<T>(string name, IEstimator<T> features)
        where T : class, ITransformer
    {
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", "Digit")
            .Append(features)
            .Append(mlContext.Transforms.NormalizeMeanVariance("Features"))
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedDigit", "PredictedLabel"));
        var watch = Stopwatch.StartNew();
        ITransformer model = pipeline.Fit(split.TrainSet);
        double seconds = watch.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        Console.WriteLine($"{name,-24}{metrics.MicroAccuracy,9:F3}{metrics.LogLoss,10:F3}{seconds,9:F1}");
        return model;
    }
}

void Serve()
{
    var mlContext = new MLContext();
    ITransformer model = mlContext.Model.Load(modelPath, out DataViewSchema _);
    using PredictionEngine<Digit, Prediction> engine = mlContext.Model.CreatePredictionEngine<Digit, Prediction>(model);
    IDataView digits = mlContext.Data.LoadFromTextFile<Digit>(dataPath, separatorChar: ',', hasHeader: true);
    Console.WriteLine($"Loaded {modelPath} in process {Environment.ProcessId}; the first ten digits and what it makes of them:");
    foreach (Digit digit in mlContext.Data.CreateEnumerable<Digit>(mlContext.Data.TakeRows(digits, 10), reuseRowObject: false))
    {
        Prediction prediction = engine.Predict(digit);
        Console.WriteLine($"  {digit.Value} -> {prediction.Digit}   (probability {prediction.Score.Max():F2})");
    }
}

internal sealed class Digit
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64), ColumnName("Digit")]
    public float Value { get; set; }
}

internal sealed class Prediction
{
    [ColumnName("PredictedDigit")]
    public float Digit { get; set; }

    public float[] Score { get; set; } = [];
}
