using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 4 of the contract: the mapper of single rows.</summary>
public sealed class RowMapperTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void The_mapper_has_the_very_input_schema_and_the_announced_output_schema(string configuration)
    {
        var data = Configurations.Data(configuration);
        var transformer = Configurations.Estimator(configuration).Fit(data);

        var mapper = transformer.GetRowToRowMapper(data.Schema);

        Assert.True(transformer.IsRowToRowMapper);
        Assert.Same(data.Schema, mapper.InputSchema);
        SchemaAssert.Same(transformer.GetOutputSchema(data.Schema), mapper.OutputSchema);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Our_columns_depend_on_the_input_column_and_others_on_themselves(string configuration)
    {
        var data = Configurations.Data(configuration);
        var mapper = Configurations.Estimator(configuration).Fit(data).GetRowToRowMapper(data.Schema);
        var added = mapper.OutputSchema.Skip(data.Schema.Count);

        Assert.All(added, column => Assert.Equal([TestData.Input], Names(mapper.GetDependencies([column]))));
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

    [Fact]
    public void A_row_of_another_schema_is_refused()
    {
        var data = TestData.Good();
        var mapper = Configurations.Estimator("latent only").Fit(data).GetRowToRowMapper(data.Schema);

        using var other = TestData.Good().GetRowCursor([]);

        Assert.Throws<InvalidOperationException>(() => mapper.GetRow(other, []));
    }

    [Fact]
    public void Disposing_the_row_disposes_what_it_maps()
    {
        var data = TestData.Good();
        var mapper = Configurations.Estimator("latent only").Fit(data).GetRowToRowMapper(data.Schema);
        var input = new DisposableRow(data.Schema);

        mapper.GetRow(input, []).Dispose();

        Assert.True(input.IsDisposed);
    }

    private static IEnumerable<string> Names(IEnumerable<DataViewSchema.Column> columns) => columns.Select(column => column.Name);

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
