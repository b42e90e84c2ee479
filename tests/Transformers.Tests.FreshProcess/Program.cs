// Serves a model that it knows nothing about: it names none of our types and registers nothing. Arguments: the model file and a file of rows,
// the little-endian floats of the columns Raw, Margin and Weight. Prints what it loaded and the bits of every float, from Transform and from
// a prediction engine. The tests compare them with those of the process that fitted the model.
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
int raw = SetSize(nameof(InputRow.Raw));
int margin = SetSize(nameof(InputRow.Margin));
InputRow[] rows =
[
    .. values.Chunk(raw + margin + 1).Select(row => new InputRow { Raw = row[..raw], Margin = row[raw..(raw + margin)], Weight = row[^1] }),
];

DataViewSchema outputSchema = model.GetOutputSchema(inputSchema);
PrintTransformed(model.Transform(context.Data.LoadFromEnumerable(rows, definition)));
PrintPredicted();
PrintAssemblies("at the end", Loaded());

// Vectors have the sizes in the saved schema.
int SetSize(string column)
{
    definition[column].ColumnType = inputSchema[column].Type;
    return ((VectorDataViewType)inputSchema[column].Type).Size;
}

void PrintPredicted()
{
    var columns = outputSchema.Where(column => !column.IsHidden).OrderBy(column => column.Name, StringComparer.Ordinal).ToArray();
    var readers = columns.Select(column => (column.Name, Read: Predictor(column))).ToArray();
    foreach (InputRow row in rows)
    {
        foreach (var (name, read) in readers)
        {
            PrintValues("predicted", name, read(row));
        }
    }
}

// A prediction engine for one column. Which columns exist is known only at run time.
Func<InputRow, float[]> Predictor(DataViewSchema.Column column)
{
    if (column.Type is VectorDataViewType)
    {
        var vectors = Engine<VectorRow>(column.Name);
        return row => vectors.Predict(row).Value;
    }

    if (column.Type == BooleanDataViewType.Instance)
    {
        var labels = Engine<LabelRow>(column.Name);
        return row => [labels.Predict(row).Value ? 1 : 0];
    }

    var scalars = Engine<ScalarRow>(column.Name);
    return row => [scalars.Predict(row).Value];
}

PredictionEngine<InputRow, TRow> Engine<TRow>(string column)
    where TRow : class, new()
{
    var output = SchemaDefinition.Create(typeof(TRow));
    output.Single().ColumnName = column;
    return context.Model.CreatePredictionEngine<InputRow, TRow>(model, inputSchemaDefinition: definition, outputSchemaDefinition: output);
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

    if (column.Type == BooleanDataViewType.Instance)
    {
        var getLabel = row.GetGetter<bool>(column);
        return () =>
        {
            bool label = false;
            getLabel(ref label);
            return [label ? 1 : 0];
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

/// <summary>What a request would contain.</summary>
internal sealed class InputRow
{
    public float[] Raw { get; set; } = [];

    public float[] Margin { get; set; } = [];

    public float Weight { get; set; }
}

/// <summary>One column of a response.</summary>
internal sealed class VectorRow
{
    public float[] Value { get; set; } = [];
}

/// <inheritdoc cref="VectorRow"/>
internal sealed class LabelRow
{
    public bool Value { get; set; }
}

/// <inheritdoc cref="VectorRow"/>
internal sealed class ScalarRow
{
    public float Value { get; set; }
}
