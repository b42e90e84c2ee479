using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Columns;

/// <summary>A column of one value per slot of the input, with the input's type and slot names.</summary>
internal abstract class DetectorVectorColumn : DetectorColumn
{
    public sealed override DataViewSchema.DetachedColumn Deliver(string name, IReadOnlyList<DataViewSchema.Column> inputs) =>
        new(name, InputColumns.JoinedTypeOf(inputs), SlotNames.Of(inputs));

    public sealed override SchemaShape.Column Promise(string name, IReadOnlyList<SchemaShape.Column> inputs) =>
        MLNetInternals.ShapeColumn(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, SlotNames.ShapeOf(inputs));

    public sealed override Delegate GetterOf(ScoredRow row, ScoredAnomalies rows) => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> values = ValuesOf(rows, row.Index());
        var editor = VBufferEditor.Create(ref value, values.Length);
        values.CopyTo(editor.Values);
        value = editor.Commit();
    });

    public sealed override OnnxValue OnnxValueOf(string name, AnomalyDetector detector) => new(name, detector.Model.InputDimension, OnnxDescription);

    protected abstract ReadOnlySpan<float> ValuesOf(ScoredAnomalies rows, int row);
}
