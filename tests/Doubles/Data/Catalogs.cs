using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML
{
    public sealed class TransformsCatalog : IInternalCatalog
    {
        private readonly IHostEnvironment _environment;

        internal TransformsCatalog(IHostEnvironment env) => _environment = env;
        IHostEnvironment IInternalCatalog.Environment => _environment;
    }

    public static class TransformExtensionsCatalog
    {
        public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName) =>
            new(outputColumnName, inputColumnName);
    }

    public sealed class DataOperationsCatalog
    {
        internal DataOperationsCatalog()
        {
        }

        public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
            where TRow : class
        {
            ArgumentNullException.ThrowIfNull(data);
            SchemaDefinition definition = schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
            return new ItemsView<TRow>(definition.ToSchema(), data, definition.ValueOf);
        }

        public IEnumerable<TRow> CreateEnumerable<TRow>(
            IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
            where TRow : class, new()
        {
            var columns = new ObjectColumns<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition);
            return Rows();

            IEnumerable<TRow> Rows()
            {
                using DataViewRowCursor cursor = data.GetRowCursor(columns.Needed);
                Action<TRow> fill = columns.FillerFrom(cursor);
                TRow row = null;
                while (cursor.MoveNext())
                {
                    row = reuseRowObject ? row ?? new TRow() : new TRow();
                    fill(row);
                    yield return row;
                }
            }
        }

        public IDataView Cache(IDataView input, params string[] columnsToPrefetch) => Columns.Cache(input);
    }

    public sealed class ModelOperationsCatalog
    {
        private const string ModelDirectory = "TransformerChain";
        private const string SchemaEntry = "Schema";

        private readonly IHostEnvironment _environment;

        internal ModelOperationsCatalog(IHostEnvironment env) => _environment = env;

        public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            ModelSaveContext.SaveModel(archive, model, ModelDirectory);
            if (inputSchema is not null)
            {
                using var writer = new BinaryWriter(archive.CreateEntry(SchemaEntry).Open());
                SavedSchema.Write(writer, inputSchema);
            }
        }

        public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
        {
            using FileStream stream = File.Create(filePath);
            Save(model, inputSchema, stream);
        }

        public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            ITransformer model = ModelLoadContext.LoadModel(archive, ModelDirectory, _environment);
            using Stream schema = archive.GetEntry(SchemaEntry)?.Open();
            inputSchema = schema is null ? null : SavedSchema.Read(new BinaryReader(schema));
            return model;
        }

        public ITransformer Load(string filePath, out DataViewSchema inputSchema)
        {
            using FileStream stream = File.OpenRead(filePath);
            return Load(stream, out inputSchema);
        }

        public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
            ITransformer transformer,
            bool ignoreMissingColumns = true,
            SchemaDefinition inputSchemaDefinition = null,
            SchemaDefinition outputSchemaDefinition = null)
            where TSrc : class
            where TDst : class, new() => new(transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition);
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>Hidden in ML.NET: the environment behind a catalog.</summary>
    internal interface IInternalCatalog
    {
        IHostEnvironment Environment { get; }
    }

    /// <summary>The schema in a model file: names, types and slot names. The format is the double's.</summary>
    internal static class SavedSchema
    {
        private const string SlotNames = "SlotNames";

        public static void Write(BinaryWriter writer, DataViewSchema schema)
        {
            writer.Write(schema.Count);
            foreach (DataViewSchema.Column column in schema)
            {
                var vector = column.Type as VectorDataViewType;
                writer.Write(column.Name);
                writer.Write((vector?.ItemType ?? column.Type).ToString());
                writer.Write(vector?.Size ?? -1);

                VBuffer<ReadOnlyMemory<char>> names = default;
                if (column.Annotations.Schema.GetColumnOrNull(SlotNames) is not null)
                {
                    column.Annotations.GetValue(SlotNames, ref names);
                }

                writer.Write(names.Length);
                foreach (ReadOnlyMemory<char> name in names.DenseValues())
                {
                    writer.Write(name.ToString());
                }
            }
        }

        public static DataViewSchema Read(BinaryReader reader)
        {
            var schema = new DataViewSchema.Builder();
            for (int columns = reader.ReadInt32(); columns > 0; columns--)
            {
                (string name, string item, int size) = (reader.ReadString(), reader.ReadString(), reader.ReadInt32());
                PrimitiveDataViewType itemType = Columns.ItemTypes.First(type => type.ToString() == item);
                ReadOnlyMemory<char>[] names = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString().AsMemory())];
                var annotations = new DataViewSchema.Annotations.Builder();
                if (names.Length > 0)
                {
                    var buffer = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
                    annotations.Add(
                        SlotNames,
                        new VectorDataViewType(TextDataViewType.Instance, names.Length),
                        (ref VBuffer<ReadOnlyMemory<char>> value) => buffer.CopyTo(ref value));
                }

                schema.AddColumn(name, size < 0 ? itemType : new VectorDataViewType(itemType, size), annotations.ToAnnotations());
            }

            return schema.ToSchema();
        }
    }
}
