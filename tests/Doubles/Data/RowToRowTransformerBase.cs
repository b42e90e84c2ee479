using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What a row-to-row transform adds to one schema.</summary>
internal interface IRowMapper
{
    IReadOnlyList<DataViewSchema.DetachedColumn> OutputColumns { get; }

    IEnumerable<int> DependenciesOf(int outputColumn);

    Delegate GetterOf(DataViewRow input, int outputColumn);
}

public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;

    private protected RowToRowTransformerBase(IHost host) => Host = host;

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Mapper(inputSchema, nameof(inputSchema)).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, Mapper(input.Schema, nameof(input)));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Mapper(inputSchema, nameof(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    private protected abstract IRowMapper MakeRowMapper(DataViewSchema schema);

    private RowToRowMapper Mapper(DataViewSchema inputSchema, string name)
    {
        ArgumentNullException.ThrowIfNull(inputSchema, name);
        return new RowToRowMapper(inputSchema, MakeRowMapper(inputSchema));
    }
}

/// <summary>A mapper bound to a schema. An added column stands right behind the one that it hides, otherwise at the end.</summary>
internal sealed class RowToRowMapper : IRowToRowMapper
{
    private readonly IRowMapper _mapper;

    /// <summary>For each output column the input column it is, or, as its complement, which of the added ones.</summary>
    private readonly List<int> _origins = [];

    public RowToRowMapper(DataViewSchema inputSchema, IRowMapper mapper)
    {
        (InputSchema, _mapper) = (inputSchema, mapper);
        _origins.AddRange(Enumerable.Range(0, inputSchema.Count));
        for (int added = 0; added < mapper.OutputColumns.Count; added++)
        {
            DataViewSchema.Column? hidden = inputSchema.GetColumnOrNull(mapper.OutputColumns[added].Name);
            _origins.Insert(hidden is { } column ? _origins.IndexOf(column.Index) + 1 : _origins.Count, ~added);
        }

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_origins.Select(o => o >= 0 ? new DataViewSchema.DetachedColumn(inputSchema[o]) : mapper.OutputColumns[~o]));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        bool[] active = Columns.Active(OutputSchema, dependingColumns);
        HashSet<int> needed = [.. Enumerable.Range(0, active.Length).Where(i => active[i])
            .SelectMany(i => _origins[i] >= 0 ? [_origins[i]] : _mapper.DependenciesOf(~_origins[i]))];
        return InputSchema.Where(c => needed.Contains(c.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (!ReferenceEquals(input.Schema, InputSchema))
        {
            throw new InvalidOperationException("Schema of input row must be the same as the schema the mapper is bound to");
        }

        return new MappedRow(input, this, Columns.Active(OutputSchema, activeColumns));
    }

    public ValueGetter<TValue> GetterOf<TValue>(DataViewRow input, bool[] active, DataViewSchema.Column column)
    {
        // ML.NET refuses inactive columns of the input and inactive columns of its own in these two ways.
        int origin = column.Index < active.Length ? _origins[column.Index] : 0;
        if (origin < 0 && !active[column.Index])
        {
            throw new InvalidOperationException();
        }

        Columns.CheckActive(active, column);
        return origin >= 0
            ? input.GetGetter<TValue>(InputSchema[origin])
            : Columns.Typed<TValue>(_mapper.GetterOf(input, ~origin), OutputSchema[column.Index]);
    }

    private sealed class MappedRow(DataViewRow input, RowToRowMapper mapper, bool[] active) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => Columns.IsActive(active, column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            mapper.GetterOf<TValue>(input, active, column);

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            base.Dispose(disposing);
        }
    }
}

internal sealed class MappedView(IDataView source, RowToRowMapper mapper) : View
{
    public override bool CanShuffle => source.CanShuffle;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long? GetRowCount() => source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = Columns.Active(Schema, columnsNeeded);
        return new MappedCursor(source.GetRowCursor(Dependencies(active), rand), mapper, active);
    }

    public override DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = Columns.Active(Schema, columnsNeeded);
        List<DataViewSchema.Column> needed = Dependencies(active).ToList();
        DataViewRowCursor[] inputs = source.GetRowCursorSet(needed, n, rand);
        if (inputs.Length == 1 && n > 1)
        {
            // As ML.NET, whose transforms split a single cursor so that they can work in parallel.
            inputs = RowStore.Read(inputs[0]).Split(Columns.Active(source.Schema, needed), n, null, keepIds: true);
        }

        return Array.ConvertAll(inputs, input => (DataViewRowCursor)new MappedCursor(input, mapper, active));
    }

    private IEnumerable<DataViewSchema.Column> Dependencies(bool[] active) =>
        mapper.GetDependencies(Schema.Where(c => active[c.Index]));

    private sealed class MappedCursor(DataViewRowCursor input, RowToRowMapper mapper, bool[] active)
        : Cursor(mapper.OutputSchema, active)
    {
        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            mapper.GetterOf<TValue>(input, ActiveColumns, column);

        protected override bool MoveNextCore() => input.MoveNext();

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            base.Dispose(disposing);
        }
    }
}
