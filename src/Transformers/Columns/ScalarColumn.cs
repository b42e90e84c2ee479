using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Columns;

/// <summary>A column with one value per row, <c>Single</c>.</summary>
internal abstract class ScalarColumn : OutputColumn
{
    public sealed override DataViewSchema.DetachedColumn Deliver(
        string name, IReadOnlyList<DataViewSchema.Column> inputs, AutoencoderModel model) => new(name, NumberDataViewType.Single);

    public sealed override SchemaShape.Column Promise(string name, IReadOnlyList<SchemaShape.Column> inputs) =>
        MLNetInternals.ShapeColumn(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single);

    public sealed override Delegate GetterOf(ScoredRow row)
    {
        var rows = (ScoredRows)row.Rows;
        return new ValueGetter<float>((ref float value) => value = ValueOf(rows, row.Index()));
    }

    /// <summary>The value of a row.</summary>
    protected abstract float ValueOf(ScoredRows rows, int row);

    protected sealed override int WidthIn(AutoencoderModel model) => 1;
}
