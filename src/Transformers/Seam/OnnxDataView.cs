extern alias internals;

using internals::Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML;

namespace MLNet.Autoencoder.Seam;

/// <summary>
/// A view in the form that ML.NET's conversion to ONNX looks for: one that names its source and adds itself to the graph. That conversion
/// walks from view to view, not from transformer to transformer. If ML.NET lacks one of its interfaces, this type does not load.
/// </summary>
internal sealed class OnnxDataView(IOnnxDataView view) : ITransformCanSaveOnnx
{
    public IDataView Source => view.Source;

    public bool CanShuffle => view.CanShuffle;

    public DataViewSchema Schema => view.Schema;

    public long? GetRowCount() => view.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        view.GetRowCursor(columnsNeeded, rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        view.GetRowCursorSet(columnsNeeded, n, rand);

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => MLNetInternals.AddToOnnx(ctx, view);

    /// <summary>Required by the interface but not used by the conversion: only pipelines older than ITransformer are saved view by view.</summary>
    void internals::Microsoft.ML.ICanSaveModel.Save(internals::Microsoft.ML.ModelSaveContext ctx) => throw new NotSupportedException(
        $"A data view of {view.Schema.Count} columns, some of them features of an autoencoder, cannot be saved as part of a pipeline. Save its transformer with "
        + "mlContext.Model.Save instead.");
}
