using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>One row in, one row out; not for several threads at once.</summary>
public sealed class PredictionEngine<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly DataViewRowCursor _input;
    private readonly DataViewRow _output;
    private readonly Action<TDst> _fill;
    private TSrc _example;

    internal PredictionEngine(
        ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition inputSchemaDefinition, SchemaDefinition outputSchemaDefinition)
    {
        SchemaDefinition definition = inputSchemaDefinition ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Read);
        var examples = new ItemsView<TSrc>(definition.ToSchema(), Examples(), definition.ValueOf);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(examples.Schema);
        var columns = new ObjectColumns<TDst>(mapper.OutputSchema, ignoreMissingColumns, outputSchemaDefinition);
        _input = examples.GetRowCursor(examples.Schema);
        _output = mapper.GetRow(_input, columns.Needed);
        _fill = columns.FillerFrom(_output);
    }

    public TDst Predict(TSrc example)
    {
        // Every example is a row at a position of its own: what was computed for one must not be taken for another's.
        _example = example;
        _input.MoveNext();
        var prediction = new TDst();
        _fill(prediction);
        return prediction;
    }

    public void Dispose() => _output.Dispose();

    private IEnumerable<TSrc> Examples()
    {
        while (true)
        {
            yield return _example;
        }
    }
}
