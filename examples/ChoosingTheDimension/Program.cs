// How many latent features? Cross-validation shows how useful a number of features is to a classifier, and the diagnostics show how much of the
// held-out rows they capture.
//
// Explained variance is measured on the held-out rows. That of the principal components is an upper bound for linear methods, because they are fitted
// on these same rows. The smallest q whose accuracy is within one standard error of the best is chosen (Breiman et al., Classification and Regression
// Trees, 1984).
//
// Prints:
//  q  accuracy  standard error  explained variance  of components  active units
//  2     0.721           0.016               0.513          0.291           2.0
//  4     0.919           0.006               0.728          0.493           4.0
//  8     0.950           0.007               0.853          0.684           8.0
// 16     0.961           0.006               0.928          0.858          16.0
// The best accuracy minus its standard error is 0.956. The smallest q that reaches it is 16, the largest one tried.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;

const int Folds = 5;
int[] dimensions = [2, 4, 8, 16];
var mlContext = new MLContext(seed: 1);
IDataView digits = mlContext.Data.Cache(mlContext.Data.LoadFromTextFile<Digit>(
    Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',', hasHeader: true));

Console.WriteLine($"{"q",2}{"accuracy",10}{"standard error",16}{"explained variance",20}{"of components",15}{"active units",14}");
Choice[] choices = [.. dimensions.Select(CrossValidate)];
Choice best = choices.MaxBy(choice => choice.Accuracy)!;
double bound = best.Accuracy - best.StandardError;
Choice chosen = choices.First(choice => choice.Accuracy >= bound);
Console.WriteLine($"The best accuracy minus its standard error is {bound:F3}. The smallest q that reaches it is {chosen.Dimension}"
    + (chosen == choices[^1] ? ", the largest one tried." : "."));

Choice CrossValidate(int dimension)
{
    var options = new AutoencoderFeaturesOptions { OutputColumnName = "Features", InputColumnName = "Pixels", LatentDimension = dimension };
    var folds = LiveProgress.Run(options, fits: Folds, fit: () =>
    {
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label", "Digit")
            .Append(mlContext.Transforms.AutoencoderFeatures(options))
            .Append(mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        return mlContext.MulticlassClassification.CrossValidate(digits, pipeline, numberOfFolds: Folds);
    });
    double[] accuracies = [.. folds.Select(fold => fold.Metrics.MicroAccuracy)];
    LatentDiagnostics[] diagnostics = [.. folds.Select(fold => AutoencoderIn(fold.Model).Diagnose(fold.ScoredHoldOutSet))];
    var choice = new Choice(dimension, accuracies.Average(), StandardError(accuracies));
    Console.WriteLine(
        $"{dimension,2}{choice.Accuracy,10:F3}{choice.StandardError,16:F3}{diagnostics.Average(fold => fold.ExplainedVariance),20:F3}"
        + $"{diagnostics.Average(fold => fold.PrincipalComponentsExplainedVariance),15:F3}{diagnostics.Average(fold => fold.ActiveUnits),14:F1}");
    return choice;
}

static AutoencoderFeaturesTransformer AutoencoderIn(ITransformer chain) =>
    ((IEnumerable<ITransformer>)chain).OfType<AutoencoderFeaturesTransformer>().Single();

static double StandardError(double[] values)
{
    double mean = values.Average();
    return Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (values.Length - 1) / values.Length);
}

internal sealed record Choice(int Dimension, double Accuracy, double StandardError);

internal sealed class Digit
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64), ColumnName("Digit")]
    public float Value { get; set; }
}
