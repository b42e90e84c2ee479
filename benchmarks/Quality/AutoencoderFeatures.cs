using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The latent features of an autoencoder with default options.</summary>
internal sealed class AutoencoderFeatures : IFeatures
{
    private readonly ColumnScaling _means;
    private readonly AutoencoderModel _model;

    public AutoencoderFeatures(AutoencoderKind kind, DataSet data, Matrix<double> training, int seed)
    {
        _means = ColumnScaling.Centring(training);
        var options = new AutoencoderOptions { Kind = kind, LatentDimension = data.LatentDimension, Seed = seed };
        DescribeTable(options, data);
        _model = AutoencoderModel.Fit(new InMemoryRows(Values(training), training.ColumnCount), options);
    }

    public Matrix<double> Encode(Matrix<double> rows) => ToMatrix(_model.Encode(Values(rows)), _model.LatentDimension);

    public Matrix<double> Reconstruct(Matrix<double> rows) => ToMatrix(_model.Reconstruct(Values(rows)), _model.InputDimension);

    /// <summary>
    /// The place to tell the options about <see cref="DataSet.BinaryColumns"/>, <see cref="DataSet.OneHotGroups"/> and missing cells. They
    /// have no words for these yet, which is why <see cref="Values"/> imputes.
    /// </summary>
    private static void DescribeTable(AutoencoderOptions options, DataSet data)
    {
    }

    private float[] Values(Matrix<double> rows) => Array.ConvertAll(_means.Impute(rows).ToRowMajorArray(), value => (float)value);

    private static Matrix<double> ToMatrix(float[] values, int columns) =>
        Matrix<double>.Build.Dense(values.Length / columns, columns, (i, j) => values[(i * columns) + j]);
}
