using Microsoft.ML;

namespace MLNet.Autoencoder.Seam;

/// <summary>A view that can add itself to the graph that ML.NET's conversion to ONNX is building.</summary>
internal interface IOnnxDataView : IDataView
{
    /// <summary>The view that it adds columns to.</summary>
    IDataView Source { get; }

    /// <summary>Adds its columns to the graph.</summary>
    void AddTo(OnnxPipeline pipeline);
}
