extern alias internals;

using internals::Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML;

namespace MLNet.Autoencoder.Seam;

/// <summary>
/// The view as ML.NET's conversion to ONNX asks for it: one that says what it adds to, and adds itself to the graph. That conversion walks from view
/// to view, not from transformer to transformer. Where ML.NET lacks an interface of it, this type does not load, and the view is a plain one.
/// </summary>
internal sealed class OnnxDataView(IDataView source, BoundFeatures bound) : AutoencoderDataView(source, bound), ITransformCanSaveOnnx
{
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => MLNetInternals.AddToOnnx(ctx, Bound);

    /// <summary>Of no use to the conversion, but part of the interface: only pipelines of before ITransformer are saved view by view.</summary>
    void internals::Microsoft.ML.ICanSaveModel.Save(internals::Microsoft.ML.ModelSaveContext ctx) => throw new NotSupportedException(
        "A data view with autoencoder features cannot be saved as part of a pipeline. Save the transformer that made it: mlContext.Model.Save.");
}
