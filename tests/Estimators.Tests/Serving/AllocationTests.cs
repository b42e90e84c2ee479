using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests.Serving;

/// <summary>Rows are served from buffers, so nothing is allocated for a row.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Names => ["all columns", "sparse input", "missing values", "scalar and vector", "mixed", "sparse code"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_single_row_allocates_nothing(string configuration)
    {
        var data = Configurations.Data(configuration);
        var mapper = Configurations.Estimator(configuration).Fit(data).GetRowToRowMapper(data.Schema);
        var input = new CyclingRow(data.Schema, configuration == "sparse input");
        using var row = mapper.GetRow(input, mapper.OutputSchema);
        var read = Readers(row, mapper.OutputSchema.Skip(data.Schema.Count));

        Assert.Equal(0, Allocated(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                input.Index = i;
                Array.ForEach(read, column => column());
            }
        }));
    }

    /// <summary>The first blocks allocate the buffers.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_cursor_allocates_nothing_once_its_blocks_have_full_size(string configuration)
    {
        var data = new CyclingView(configuration == "sparse input");
        var view = Configurations.Estimator(configuration).Fit(Configurations.Data(configuration)).Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        var read = Readers(cursor, view.Schema);

        Assert.Equal(0, Allocated(() =>
        {
            for (int row = 0; row < 1000; row++)
            {
                cursor.MoveNext();
                Array.ForEach(read, column => column());
            }
        }));
    }

    /// <summary>The minimum of several runs, in bytes: the first runs allocate the buffers, and tiered compilation may allocate later.</summary>
    private static long Allocated(Action action)
    {
        long minimum = long.MaxValue;
        for (int run = 0; run < 20; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            minimum = Math.Min(minimum, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return minimum;
    }

    private static Action[] Readers(DataViewRow row, IEnumerable<DataViewSchema.Column> columns) => [.. columns.Select(Action (column) =>
        column.Type is VectorDataViewType ? Reader<VBuffer<float>>(row, column)
        : column.Type is TextDataViewType ? Reader<ReadOnlyMemory<char>>(row, column)
        : Reader<float>(row, column))];

    private static Action Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        T value = default!;
        return () => get(ref value);
    }

    /// <summary>A row whose values are already in memory.</summary>
    private sealed class CyclingRow(DataViewSchema schema, bool sparse) : DataViewRow
    {
        private static readonly int[] Indices = [0, 3];
        private readonly float[][] _rows = [.. Enumerable.Range(0, 50).Select(i => sparse ? [i / 50f, 0.5f] : TestData.RowWithGaps(i))];
        private readonly float[][] _seconds = [.. Enumerable.Range(0, 50).Select(TestData.SecondRow)];

        public int Index { get; set; }

        public override long Position => Index;

        public override long Batch => 0;

        public override DataViewSchema Schema => schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Index, 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => (ValueGetter<TValue>)(Delegate)(column.Name switch
        {
            TestData.Input => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Input().CopyTo(ref value)),
            TestData.SecondInput => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) =>
                new VBuffer<float>(TestData.SecondDimension, _seconds[Index % 50]).CopyTo(ref value)),
            TestData.ScalarInput => new ValueGetter<float>((ref float value) => value = TestData.Weight(Index)),
            _ => new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = "name".AsMemory()),
        });

        private VBuffer<float> Input() => sparse
            ? new VBuffer<float>(TestData.Dimension, 2, _rows[Index % 50], Indices)
            : new VBuffer<float>(TestData.Dimension, _rows[Index % 50]);
    }

    /// <summary>An endless view of such rows.</summary>
    private sealed class CyclingView(bool sparse) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema { get; } = TestData.Good().Schema;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            new Cursor(new CyclingRow(Schema, sparse));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];

        private sealed class Cursor(CyclingRow row) : DataViewRowCursor
        {
            public override long Position => row.Position;

            public override long Batch => 0;

            public override DataViewSchema Schema => row.Schema;

            public override bool MoveNext()
            {
                row.Index++;
                return true;
            }

            public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

            public override bool IsColumnActive(DataViewSchema.Column column) => true;

            public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);
        }
    }
}
