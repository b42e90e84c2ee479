using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>
/// The first q principal components, with column means for missing values. Columns are standardized unless they share a unit.
/// </summary>
internal sealed class PrincipalComponentFeatures : IFeatures
{
    private readonly ColumnScaling _scaling;
    private readonly Matrix<double> _directions;

    public PrincipalComponentFeatures(DataSet data, Matrix<double> training)
    {
        _scaling = data.SharesUnit ? ColumnScaling.Centering(training) : ColumnScaling.Standardizing(training);
        Matrix<double> rows = Scaled(training);
        Matrix<double> vectors = rows.TransposeThisAndMultiply(rows).Evd(Symmetricity.Symmetric).EigenVectors;

        // Eigenvalues are in ascending order.
        _directions = vectors.SubMatrix(0, vectors.RowCount, vectors.ColumnCount - data.LatentDimension, data.LatentDimension);
    }

    public Matrix<double> Encode(Matrix<double> rows) => Scaled(rows) * _directions;

    public Matrix<double> Reconstruct(Matrix<double> rows) => _scaling.Undo(Encode(rows).TransposeAndMultiply(_directions));

    private Matrix<double> Scaled(Matrix<double> rows) => _scaling.Apply(_scaling.Impute(rows));
}
