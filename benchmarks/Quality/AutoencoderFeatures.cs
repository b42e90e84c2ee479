using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The latent features of an autoencoder with default options.</summary>
internal sealed class AutoencoderFeatures : IFeatures
{
    private readonly AutoencoderModel _model;

    public AutoencoderFeatures(AutoencoderKind kind, DataSet data, Matrix<double> training, int seed)
    {
        var options = new AutoencoderOptions { Kind = kind, LatentDimension = data.LatentDimension, Seed = seed };
        DescribeTable(options, data);
        _model = Autoencoder.Fit(new InMemoryRows(Values(training), training.ColumnCount), options);
    }

    public Matrix<double> Encode(Matrix<double> rows) => ToMatrix(_model.Encode(Values(rows)), _model.LatentDimension);

    public Matrix<double> Reconstruct(Matrix<double> rows) => ToMatrix(_model.Reconstruct(Values(rows)), _model.InputDimension);

    /// <summary>Sets the slot kinds, which a pipeline would read from column annotations, and allows missing values if there are any.</summary>
    private static void DescribeTable(AutoencoderOptions options, DataSet data)
    {
        IEnumerable<SlotRange> slots = data.BinaryColumns.Select(column => SlotRange.Binary(column, 1))
            .Concat(data.OneHotGroups.Select(group => SlotRange.OneHot(group.Start, group.Count)));
        if (slots.Any())
        {
            options.Reconstruction = new Mixed { Slots = [.. slots.OrderBy(range => range.Start)] };
        }

        if (data.Rows.Enumerate().Any(double.IsNaN))
        {
            options.MissingValues = MissingValues.Mask;
        }
    }

    private static float[] Values(Matrix<double> rows) => Array.ConvertAll(rows.ToRowMajorArray(), value => (float)value);

    private static Matrix<double> ToMatrix(float[] values, int columns) =>
        Matrix<double>.Build.Dense(values.Length / columns, columns, (i, j) => values[(i * columns) + j]);
}
