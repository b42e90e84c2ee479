using Microsoft.ML;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Saves transformers to model files and loads them again.</summary>
internal static class SaveAndLoad
{
    public static byte[] Save(ITransformer transformer, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(transformer, schema, stream);
        return stream.ToArray();
    }

    public static (ITransformer Transformer, DataViewSchema InputSchema) Load(MLContext context, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var transformer = context.Model.Load(stream, out var inputSchema);
        return (transformer, inputSchema);
    }

    public static (ITransformer Transformer, DataViewSchema InputSchema) InFreshContext(ITransformer transformer, DataViewSchema schema) =>
        Load(new MLContext(), Save(transformer, schema));
}
