using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>How well simple classifiers do on the standardized codes of unseen rows.</summary>
/// <param name="LogisticRegression">The accuracy of logistic regression.</param>
/// <param name="NearestNeighbors">The accuracy of five nearest neighbors.</param>
internal sealed record FeatureAccuracy(double LogisticRegression, double NearestNeighbors)
{
    public static FeatureAccuracy Of(Table table, AutoencoderModel model)
    {
        float[] training = model.Encode(table.Training);
        var units = new Units(training, model.LatentDimension);
        Matrix<double> codes = Standardized(training), test = Standardized(model.Encode(table.Test));
        return new FeatureAccuracy(
            Benchmarks.Quality.LogisticRegression.Accuracy(codes, table.TrainingLabels, test, table.TestLabels),
            Benchmarks.Quality.NearestNeighbors.Of(test, codes).Zip(table.TestLabels, (near, label) => MajorityOf(near, table.TrainingLabels) == label ? 1.0 : 0).Average());

        Matrix<double> Standardized(float[] rows)
        {
            float[] values = units.Standardized(rows);
            return Matrix<double>.Build.Dense(values.Length / model.LatentDimension, model.LatentDimension, (i, j) => values[(i * model.LatentDimension) + j]);
        }
    }

    private static int MajorityOf(int[] rows, int[] labels) => rows.GroupBy(row => labels[row]).MaxBy(group => group.Count())!.Key;
}
