using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 4 of the contract: the mapper of single rows.</summary>
public sealed class RowMapperTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void The_mapper_has_the_same_input_schema_and_the_announced_output_schema(string configuration)
    {
        var data = Configurations.Data(configuration);
        var fitted = Configurations.Estimator(configuration).Fit(data);
        var loaded = SaveAndLoad.InFreshContext(fitted, data.Schema).Transformer;

        Assert.All([fitted, loaded], transformer =>
        {
            var mapper = transformer.GetRowToRowMapper(data.Schema);
            Assert.True(transformer.IsRowToRowMapper);
            Assert.Same(data.Schema, mapper.InputSchema);
            SchemaAssert.Same(transformer.GetOutputSchema(data.Schema), mapper.OutputSchema);
        });
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Added_columns_depend_on_the_input_columns_and_others_on_themselves(string configuration)
    {
        var data = Configurations.Data(configuration);
        var mapper = Configurations.Estimator(configuration).Fit(data).GetRowToRowMapper(data.Schema);
        var added = mapper.OutputSchema.Skip(data.Schema.Count);

        string[] read = [.. data.Schema.Select(column => column.Name).Where(Configurations.Read(configuration).Contains)];

        Assert.All(added, column => Assert.Equal(read, Names(mapper.GetDependencies([column]))));
        Assert.Equal(["Name"], Names(mapper.GetDependencies([mapper.OutputSchema["Name"]])));
        Assert.Equal(data.Schema.Select(column => column.Name), Names(mapper.GetDependencies(mapper.OutputSchema)));
        Assert.Empty(mapper.GetDependencies([]));
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Rows_have_the_values_of_the_view(string configuration)
    {
        var data = Configurations.Data(configuration);
        var transformer = Configurations.Estimator(configuration).Fit(data);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        var columns = ViewReader.FloatColumns(mapper.OutputSchema).ToArray();
        var expected = ViewReader.Rows(transformer.Transform(data), columns);

        using var cursor = data.GetRowCursor(mapper.GetDependencies(columns));
        using var row = mapper.GetRow(cursor, columns);
        var readers = columns.Select(column => ViewReader.Reader(row, column)).ToArray();

        foreach (var expectedRow in expected)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(cursor.Position, row.Position);
            Assert.Equal(cursor.Batch, row.Batch);
            Assert.Equal(expectedRow.Values.Values, readers.Select(read => read()));
        }
    }

    /// <summary>As a forecasting time series prediction engine does: it changes the values but not the position.</summary>
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Values_follow_a_row_that_changes_without_moving(string configuration)
    {
        var data = Configurations.Data(configuration);
        var transformer = Configurations.Estimator(configuration).Fit(data);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        var columns = mapper.OutputSchema.Skip(data.Schema.Count).ToArray();
        var expected = ViewReader.Rows(transformer.Transform(data), columns);
        var input = new UnmovingRow(data.Schema);
        using var row = mapper.GetRow(input, columns);

        // The readers take turns, so that none can rely on another having noticed the change.
        var readers = columns.Select(column => ViewReader.Reader(row, column)).ToArray();
        for (int i = 0; i < expected.Count * columns.Length; i++)
        {
            int column = i % columns.Length;
            input.Index = i % expected.Count;
            input.Values = Configurations.Row(configuration, input.Index);
            Assert.Equal(expected[i % expected.Count].Values[columns[column].Index], readers[column]());
        }
    }

    [Fact]
    public void A_row_that_cannot_be_read_gives_no_values_of_the_previous_row()
    {
        var data = TestData.Good();
        var mapper = Configurations.Estimator("all columns").Fit(data).GetRowToRowMapper(data.Schema);
        var input = new UnmovingRow(data.Schema) { Values = TestData.Row(1) };
        using var row = mapper.GetRow(input, mapper.OutputSchema);
        var read = ViewReader.Reader(row, mapper.OutputSchema["Latent"]);
        float[] before = read();

        input.Values = [1, 2, 3];
        Assert.Throws<InvalidOperationException>(() => read());
        Assert.Throws<InvalidOperationException>(() => read());
        input.Values = TestData.Row(1);

        Assert.Equal(before, read());
    }

    [Fact]
    public void A_row_of_another_schema_is_refused()
    {
        var data = TestData.Good();
        var mapper = Configurations.Estimator("latent only").Fit(data).GetRowToRowMapper(data.Schema);

        using var other = TestData.Good().GetRowCursor([]);

        Assert.Throws<InvalidOperationException>(() => mapper.GetRow(other, []));
    }

    [Fact]
    public void Disposing_a_row_disposes_the_row_it_maps()
    {
        var data = TestData.Good();
        var mapper = Configurations.Estimator("latent only").Fit(data).GetRowToRowMapper(data.Schema);
        var input = new DisposableRow(data.Schema);

        mapper.GetRow(input, []).Dispose();

        Assert.True(input.IsDisposed);
    }

    private static IEnumerable<string> Names(IEnumerable<DataViewSchema.Column> columns) => columns.Select(column => column.Name);

    /// <summary>A row of the test data whose input changes although the row does not move.</summary>
    private sealed class UnmovingRow(DataViewSchema schema) : DataViewRow
    {
        /// <summary>The row of the data that the other columns show.</summary>
        public int Index { get; set; }

        public float[] Values { get; set; } = [];

        public override long Position => 0;

        public override long Batch => 0;

        public override DataViewSchema Schema => schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = default;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)(column.Name switch
            {
                TestData.Input => Vector(() => Values),
                TestData.SecondInput => Vector(() => TestData.SecondRow(Index)),
                _ => (Delegate)new ValueGetter<float>((ref float value) => value = TestData.Weight(Index)),
            });

        private static ValueGetter<VBuffer<float>> Vector(Func<float[]> values) => (ref VBuffer<float> value) =>
        {
            float[] now = values();
            new VBuffer<float>(now.Length, now).CopyTo(ref value);
        };
    }

    private sealed class DisposableRow(DataViewSchema schema) : DataViewRow
    {
        public bool IsDisposed { get; private set; }

        public override long Position => 0;

        public override long Batch => 0;

        public override DataViewSchema Schema => schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = default;

        public override bool IsColumnActive(DataViewSchema.Column column) => false;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => throw new InvalidOperationException();

        protected override void Dispose(bool disposing) => IsDisposed = true;
    }
}
