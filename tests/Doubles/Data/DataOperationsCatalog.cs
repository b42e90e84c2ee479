using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class DataOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _environment;

    internal DataOperationsCatalog(IHostEnvironment env) => _environment = env;

    IHostEnvironment IInternalCatalog.Environment => _environment;

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class =>
        new EnumerableView<TRow>(data, schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read));

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class => new EnumerableView<TRow>(data, SchemaDefinition.Create(typeof(TRow), schema));

    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        var binding = new RowsToObjects<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition);
        return Rows();

        IEnumerable<TRow> Rows()
        {
            using DataViewRowCursor cursor = data.GetRowCursor(binding.ColumnsNeeded);
            Action<TRow> fill = binding.FillerFrom(cursor);
            TRow row = null;
            while (cursor.MoveNext())
            {
                row = reuseRowObject ? row ?? new TRow() : new TRow();
                fill(row);
                yield return row;
            }
        }
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (string name in columnsToPrefetch ?? [])
        {
            if (input.Schema.GetColumnOrNull(name) is null)
            {
                throw new ArgumentOutOfRangeException(nameof(columnsToPrefetch), $"Could not find prefetch column '{name}'");
            }
        }

        return new CacheView(input);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true) =>
        new ShuffledView(input, seed ?? _environment.Register("Shuffle").Rand.Next());

    public IDataView TakeRows(IDataView input, long count)
    {
        Range(count > 0, nameof(count), "Must be greater than zero.");
        return Window(input, 0, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        Range(count > 0, nameof(count), "Must be greater than zero.");
        return Window(input, count, long.MaxValue);
    }

    public TrainTestData TrainTestSplit(
        IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        Range(testFraction is > 0 and < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        Func<DataViewRowId, double> place = Places(samplingKeyColumnName, seed);
        return Split(data, id => place(id) < testFraction);
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        Range(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        Func<DataViewRowId, double> place = Places(samplingKeyColumnName, seed);
        return Enumerable.Range(0, numberOfFolds)
            .Select(fold => Split(data, id => (int)(place(id) * numberOfFolds) == fold))
            .ToList();
    }

    private static TrainTestData Split(IDataView data, Func<DataViewRowId, bool> isTest) =>
        new(FilterView.ById(data, id => !isTest(id)), FilterView.ById(data, isTest));

    private static FilterView Window(IDataView input, long first, long count)
    {
        long? known = input.GetRowCount() is { } total ? Math.Min(Math.Max(total - first, 0), count) : null;
        return new FilterView(input, false, known, _ =>
        {
            long row = -1;
            return () => ++row < first ? false : row - first < count ? true : null;
        });
    }

    private static void Range(bool condition, string name, string message)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(name, message);
        }
    }

    /// <summary>A number in [0, 1) for each row, always the same for the same row.</summary>
    private Func<DataViewRowId, double> Places(string samplingKeyColumnName, int? seed)
    {
        if (samplingKeyColumnName is not null)
        {
            throw new NotSupportedException("The contract double splits by row only.");
        }

        var salt = new DataViewRowId((ulong)(seed ?? _environment.Register("Split").Rand.Next()), 1);
        return id => (id.Combine(salt).Low >> 11) * (1.0 / (1UL << 53));
    }

    public readonly struct TrainTestData
    {
        public readonly IDataView TrainSet;

        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
