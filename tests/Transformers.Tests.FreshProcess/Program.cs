// A program that serves a model it knows nothing of: it names no type of ours and registers nothing. Arguments: the model file and a file
// of rows, the little-endian floats of the columns Raw, Margin and Weight. Prints what it loaded and the bits of every float, by Transform
// and by a prediction engine; the tests compare them with those of the process that fitted the model.
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(args[1])).ToArray();
PrintAssemblies("refers to", Assembly.GetExecutingAssembly().GetReferencedAssemblies());
PrintAssemblies("at the start", Loaded());

var context = new MLContext();
ITransformer model = context.Model.Load(args[0], out DataViewSchema inputSchema);
foreach (ITransformer transformer in (IEnumerable<ITransformer>)model)
{
    Console.WriteLine($"transformer: {transformer.GetType().FullName}");
}

var definition = SchemaDefinition.Create(typeof(InputRow));
int raw = FixSize(nameof(InputRow.Raw));
int margin = FixSize(nameof(InputRow.Margin));
InputRow[] rows =
[
    .. values.Chunk(raw + margin + 1).Select(row => new InputRow { Raw = row[..raw], Margin = row[raw..(raw + margin)], Weight = row[^1] }),
];

DataViewSchema outputSchema = model.GetOutputSchema(inputSchema);
PrintTransformed(model.Transform(context.Data.LoadFromEnumerable(rows, definition)));
PrintPredicted(context.Model.CreatePredictionEngine<InputRow, OutputRow>(model, inputSchemaDefinition: definition));
PrintAssemblies("at the end", Loaded());

// The size of a vector is the saved schema's.
int FixSize(string column)
{
    definition[column].ColumnType = inputSchema[column].Type;
    return ((VectorDataViewType)inputSchema[column].Type).Size;
}

void PrintPredicted(PredictionEngine<InputRow, OutputRow> engine)
{
    foreach (InputRow row in rows)
    {
        OutputRow prediction = engine.Predict(row);
        foreach (var (name, read) in OutputRow.Readers.Where(reader => outputSchema.GetColumnOrNull(reader.Key) is not null))
        {
            PrintValues("predicted", name, read(prediction));
        }
    }
}

static void PrintTransformed(IDataView view)
{
    var columns = view.Schema.Where(column => !column.IsHidden).OrderBy(column => column.Name, StringComparer.Ordinal).ToArray();
    using DataViewRowCursor cursor = view.GetRowCursor(columns);
    var readers = columns.Select(column => (column.Name, Read: Reader(cursor, column))).ToArray();
    while (cursor.MoveNext())
    {
        foreach (var (name, read) in readers)
        {
            PrintValues("transformed", name, read());
        }
    }
}

static Func<float[]> Reader(DataViewRow row, DataViewSchema.Column column)
{
    if (column.Type is VectorDataViewType)
    {
        var getVector = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        return () =>
        {
            getVector(ref vector);
            return [.. vector.DenseValues()];
        };
    }

    var getScalar = row.GetGetter<float>(column);
    return () =>
    {
        float scalar = 0;
        getScalar(ref scalar);
        return [scalar];
    };
}

static void PrintValues(string how, string column, float[] values) => Console.WriteLine(
    $"{how}: {column} {string.Join(' ', values.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)))}");

static IEnumerable<AssemblyName> Loaded() => AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName());

static void PrintAssemblies(string which, IEnumerable<AssemblyName> assemblies)
{
    foreach (string? name in assemblies.Select(assembly => assembly.Name).Order(StringComparer.Ordinal))
    {
        Console.WriteLine($"{which}: {name}");
    }
}

/// <summary>What a request would hold.</summary>
internal sealed class InputRow
{
    public float[] Raw { get; set; } = [];

    public float[] Margin { get; set; } = [];

    public float Weight { get; set; }
}

/// <summary>Every column that any of the models may add; those that a model lacks stay empty.</summary>
internal sealed class OutputRow
{
    public static readonly SortedDictionary<string, Func<OutputRow, float[]>> Readers = new(StringComparer.Ordinal)
    {
        [nameof(Copy)] = row => row.Copy,
        [nameof(Decoded)] = row => row.Decoded,
        [nameof(Latent)] = row => row.Latent,
        [nameof(LogVariance)] = row => row.LogVariance,
        [nameof(Margin)] = row => row.Margin,
        [nameof(Pixels)] = row => row.Pixels,
        [nameof(Raw)] = row => row.Raw,
        [nameof(Score)] = row => [row.Score],
        [nameof(Weight)] = row => [row.Weight],
    };

    public float[] Copy { get; set; } = [];

    public float[] Decoded { get; set; } = [];

    public float[] Latent { get; set; } = [];

    public float[] LogVariance { get; set; } = [];

    public float[] Margin { get; set; } = [];

    public float[] Pixels { get; set; } = [];

    public float[] Raw { get; set; } = [];

    public float Score { get; set; }

    public float Weight { get; set; }
}
