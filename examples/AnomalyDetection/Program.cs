// Anomaly detection among images: each pixel is predicted from the others, and a digit that the detector has never seen is full of surprises.
//
// Each of the ten digits in turn is the anomaly, and all others are normal. The detector is fitted to four fifths of the normal rows. It holds out some of
// them itself, and 95% of those are below the threshold. The last fifth and the anomalies are the test rows. For comparison, ML.NET's RandomizedPca is
// fitted to the same rows. Its score is the reconstruction error relative to the length of the row.
//
//   AnomalyDetection model.zip    saves a detector to this file, loads it again and scores two rows
//
// Prints:
// anomaly  threshold  ROC AUC  detected  false alarms  ROC AUC of RandomizedPca
//       0         31    0.982       95%            4%                     0.967
//       1         31    0.923       55%            6%                     0.620
//       2         33    0.997      100%            4%                     0.844
//       3         33    0.967       78%            4%                     0.818
//       4         35    0.993       97%            3%                     0.871
//       5         38    0.987       84%            2%                     0.944
//       6         36    0.966       67%            3%                     0.856
//       7         33    0.995       99%            3%                     0.925
//       8         28    0.972       89%            6%                     0.960
//       9         30    0.940       74%            7%                     0.832
//    mean               0.972       84%            4%                     0.864
// Loaded anomaly.zip, a detector that has never seen a 0. The last 0 has a score of 41: an anomaly.
// Loaded anomaly.zip, a detector that has never seen a 0. The last 1 has a score of 11: normal.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;

const int PcaRank = 8;
string modelPath = args.FirstOrDefault("anomaly.zip");
var mlContext = new MLContext(seed: 1);
IDataView table = mlContext.Data.LoadFromTextFile<Digit>(
    Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',', hasHeader: true);
Digit[] digits = [.. mlContext.Data.CreateEnumerable<Digit>(table, reuseRowObject: false)];

// All rows of the fit are normal, so Contamination is the share of false alarms to tolerate.
var options = new AutoencoderAnomalyOptions
{
    FeatureColumnName = "Pixels",
    Contamination = 0.05f,
};
Result[] results = LiveProgress.Run(options, () => Enumerable.Range(0, 10).Select(digit => Fit(digit)).ToArray(), fits: 10);

Console.WriteLine($"{"anomaly",7}{"threshold",11}{"ROC AUC",9}{"detected",10}{"false alarms",14}{"ROC AUC of RandomizedPca",26}");
foreach (Result result in results)
{
    Console.WriteLine(
        $"{result.Anomaly,7}{result.Detector.Model.Threshold,11:F0}{result.AreaUnderRocCurve,9:F3}{Percent(result.Detected),10}"
        + $"{Percent(result.FalseAlarms),14}{result.AreaUnderRocCurveOfPca,26:F3}");
}

Console.WriteLine(
    $"{"mean",7}{"",11}{results.Average(result => result.AreaUnderRocCurve),9:F3}{Percent(results.Average(result => result.Detected)),10}"
    + $"{Percent(results.Average(result => result.FalseAlarms)),14}{results.Average(result => result.AreaUnderRocCurveOfPca),26:F3}");

// The threshold is saved with the model, so that a single file decides whether a row is an anomaly.
mlContext.Model.Save(results[0].Detector, table.Schema, modelPath);
ITransformer loaded = new MLContext().Model.Load(modelPath, out DataViewSchema _);
using PredictionEngine<Digit, Verdict> engine = mlContext.Model.CreatePredictionEngine<Digit, Verdict>(loaded);
foreach (int value in new[] { 0, 1 })
{
    Verdict verdict = engine.Predict(digits.Last(digit => digit.Value == value));
    Console.WriteLine($"Loaded {modelPath}, a detector that has never seen a 0. The last {value} has a score of {verdict.Score:F0}: "
        + (verdict.PredictedLabel ? "an anomaly." : "normal."));
}

Result Fit(int anomaly)
{
    Scan[] normal = [.. digits.Where(digit => digit.Value != anomaly).Select(digit => new Scan { Pixels = digit.Pixels })];
    IEnumerable<Scan> anomalies = digits.Where(digit => digit.Value == anomaly).Select(digit => new Scan { Pixels = digit.Pixels, Label = 1 });
    IDataView train = mlContext.Data.LoadFromEnumerable(normal.Where((_, index) => index % 5 < 4));
    IDataView test = mlContext.Data.LoadFromEnumerable([.. normal.Where((_, index) => index % 5 == 4), .. anomalies]);

    AutoencoderAnomalyTransformer detector = mlContext.AnomalyDetection.Trainers.Autoencoder(options).Fit(train);
    IDataView scored = detector.Transform(test);
    Verdict[] verdicts = [.. mlContext.Data.CreateEnumerable<Verdict>(scored, reuseRowObject: false)];
    ITransformer pca = mlContext.AnomalyDetection.Trainers.RandomizedPca("Pixels", rank: PcaRank, seed: 1).Fit(train);
    return new Result(
        anomaly,
        detector,
        mlContext.AnomalyDetection.Evaluate(scored).AreaUnderRocCurve,
        verdicts.Where(verdict => verdict.Label == 1).Average(verdict => verdict.PredictedLabel ? 1.0 : 0.0),
        verdicts.Where(verdict => verdict.Label == 0).Average(verdict => verdict.PredictedLabel ? 1.0 : 0.0),
        mlContext.AnomalyDetection.Evaluate(pca.Transform(test)).AreaUnderRocCurve);
}

static string Percent(double fraction) => $"{100 * fraction:F0}%";

internal sealed record Result(
    int Anomaly, AutoencoderAnomalyTransformer Detector, double AreaUnderRocCurve, double Detected, double FalseAlarms, double AreaUnderRocCurveOfPca);

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
