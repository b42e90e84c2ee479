// Anomaly detection by reconstruction error: an autoencoder fitted only on normal rows is bad at reconstructing rows unlike them.
//
// Each of the ten digits in turn is the anomaly, and all others are normal. The model is fitted on three fifths of the normal rows. 95% of another
// fifth are below the threshold. The last fifth and the anomalies are the test rows. For comparison, ML.NET's RandomizedPca of the same rank is
// fitted on the same rows. Its score is the reconstruction error relative to the length of the row.
//
//   AnomalyDetection model.zip    saves a detector to this file, loads it again and scores two rows
//
// Prints:
// anomaly  threshold  ROC AUC  detected  false alarms  ROC AUC of RandomizedPca
//       0        388    1.000      100%            7%                     0.969
//       1        361    0.902       51%            8%                     0.598
//       2        362    0.998      100%            6%                     0.848
//       3        345    0.969       94%            8%                     0.816
//       4        392    0.983       94%            4%                     0.870
//       5        384    0.998       99%            5%                     0.949
//       6        378    0.977       88%            6%                     0.846
//       7        342    0.995       99%            4%                     0.919
//       8        347    0.973       86%            6%                     0.961
//       9        358    0.940       70%            7%                     0.828
//    mean               0.973       88%            6%                     0.860
// Loaded anomaly.zip, a detector that has never seen a 0. The last 0 has an error of 1177: an anomaly.
// Loaded anomaly.zip, a detector that has never seen a 0. The last 1 has an error of 119: normal.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;

const int Rank = 8;
const double FractionBelowThreshold = 0.95;
string modelPath = args.FirstOrDefault("anomaly.zip");
var mlContext = new MLContext(seed: 1);
IDataView table = mlContext.Data.LoadFromTextFile<Digit>(
    Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',', hasHeader: true);
Digit[] digits = [.. mlContext.Data.CreateEnumerable<Digit>(table, reuseRowObject: false)];

var options = new AutoencoderFeaturesOptions
{
    InputColumnName = "Pixels",
    OutputColumnName = "Latent",
    LatentDimension = Rank,

    // All pixels have one unit. For columns of different units, use ScaledReconstructionErrorColumnName.
    ReconstructionErrorColumnName = "Score",
};
Detector[] detectors = LiveProgress.Run(options, () => Enumerable.Range(0, 10).Select(digit => Fit(digit)).ToArray(), fits: 10);

Console.WriteLine($"{"anomaly",7}{"threshold",11}{"ROC AUC",9}{"detected",10}{"false alarms",14}{"ROC AUC of RandomizedPca",26}");
foreach (Detector detector in detectors)
{
    Console.WriteLine(
        $"{detector.Anomaly,7}{detector.Threshold,11:F0}{detector.AreaUnderRocCurve,9:F3}{Percent(detector.Detected),10}"
        + $"{Percent(detector.FalseAlarms),14}{detector.AreaUnderRocCurveOfPca,26:F3}");
}

Console.WriteLine(
    $"{"mean",7}{"",11}{detectors.Average(detector => detector.AreaUnderRocCurve),9:F3}{Percent(detectors.Average(detector => detector.Detected)),10}"
    + $"{Percent(detectors.Average(detector => detector.FalseAlarms)),14}{detectors.Average(detector => detector.AreaUnderRocCurveOfPca),26:F3}");

// The threshold is saved with the model, so that a single file decides whether a row is an anomaly.
mlContext.Model.Save(detectors[0].Model, table.Schema, modelPath);
ITransformer loaded = new MLContext().Model.Load(modelPath, out DataViewSchema _);
using PredictionEngine<Digit, Verdict> engine = mlContext.Model.CreatePredictionEngine<Digit, Verdict>(loaded);
foreach (int value in new[] { 0, 1 })
{
    Verdict verdict = engine.Predict(digits.Last(digit => digit.Value == value));
    Console.WriteLine($"Loaded {modelPath}, a detector that has never seen a 0. The last {value} has an error of {verdict.Score:F0}: "
        + (verdict.PredictedLabel ? "an anomaly." : "normal."));
}

Detector Fit(int anomaly)
{
    Scan[] normal = [.. digits.Where(digit => digit.Value != anomaly).Select(digit => new Scan { Pixels = digit.Pixels })];
    IEnumerable<Scan> anomalies = digits.Where(digit => digit.Value == anomaly).Select(digit => new Scan { Pixels = digit.Pixels, Label = 1 });
    IDataView train = mlContext.Data.LoadFromEnumerable(normal.Where((_, index) => index % 5 < 3));
    IDataView validation = mlContext.Data.LoadFromEnumerable(normal.Where((_, index) => index % 5 == 3));
    IDataView test = mlContext.Data.LoadFromEnumerable([.. normal.Where((_, index) => index % 5 == 4), .. anomalies]);

    AutoencoderFeaturesTransformer autoencoder = mlContext.Transforms.AutoencoderFeatures(options).Fit(train);
    float[] errors = [.. autoencoder.Transform(validation).GetColumn<float>("Score").Order()];
    float threshold = errors[(int)(FractionBelowThreshold * errors.Length)];
    string rule = string.Create(CultureInfo.InvariantCulture, $"score => score > {threshold}f");
    ITransformer model = autoencoder.Append(mlContext.Transforms.Expression("PredictedLabel", rule, "Score").Fit(autoencoder.Transform(train)));

    IDataView scored = model.Transform(test);
    Verdict[] verdicts = [.. mlContext.Data.CreateEnumerable<Verdict>(scored, reuseRowObject: false)];
    ITransformer pca = mlContext.AnomalyDetection.Trainers.RandomizedPca("Pixels", rank: Rank, seed: 1).Fit(train);
    return new Detector(
        anomaly,
        model,
        threshold,
        mlContext.AnomalyDetection.Evaluate(scored).AreaUnderRocCurve,
        verdicts.Where(verdict => verdict.Label == 1).Average(verdict => verdict.PredictedLabel ? 1.0 : 0.0),
        verdicts.Where(verdict => verdict.Label == 0).Average(verdict => verdict.PredictedLabel ? 1.0 : 0.0),
        mlContext.AnomalyDetection.Evaluate(pca.Transform(test)).AreaUnderRocCurve);
}

static string Percent(double fraction) => $"{100 * fraction:F0}%";

internal sealed record Detector(
    int Anomaly, ITransformer Model, float Threshold, double AreaUnderRocCurve, double Detected, double FalseAlarms, double AreaUnderRocCurveOfPca);

internal sealed class Digit
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64), ColumnName("Digit")]
    public float Value { get; set; }
}

internal sealed class Scan
{
    [VectorType(64)]
    public float[] Pixels { get; set; } = [];

    public float Label { get; set; }
}

internal sealed class Verdict
{
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }

    public float Label { get; set; }
}
