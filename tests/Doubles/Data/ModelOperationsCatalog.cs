using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog : IInternalCatalog
{
    private const string ModelDirectory = "TransformerChain";
    private const string SchemaEntryName = "Schema";

    private readonly IHostEnvironment _environment;

    internal ModelOperationsCatalog(IHostEnvironment env) => _environment = env;

    IHostEnvironment IInternalCatalog.Environment => _environment;

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        if (model is not null)
        {
            ModelSaveContext.SaveModel(archive, model, ModelDirectory);
        }

        if (inputSchema is not null)
        {
            using var writer = new BinaryWriter(archive.CreateEntry(SchemaEntryName).Open());
            SchemaBytes.Write(writer, inputSchema);
        }
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using ZipArchive archive = Open(stream);
        if (!ModelLoadContext.TryLoadModel(archive, ModelDirectory, _environment, out ITransformer model))
        {
            throw new InvalidOperationException("Could not load legacy format model");
        }

        inputSchema = null;
        if (archive.GetEntry(SchemaEntryName) is { } entry)
        {
            using var reader = new BinaryReader(entry.Open());
            inputSchema = SchemaBytes.Read(reader);
        }

        return model;
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        new(transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition, ownsTransformer: true);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new() =>
        new(transformer, false, SchemaDefinition.Create(typeof(TSrc), inputSchema), null, ownsTransformer: true);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new() =>
        new(transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, options.OutputSchemaDefinition, options.OwnsTransformer);

    private static ZipArchive Open(Stream stream)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException ex)
        {
            throw new FormatException("Failed to open a zip archive", ex);
        }
    }
}
