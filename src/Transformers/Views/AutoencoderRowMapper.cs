using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Views;

/// <summary>Adds the autoencoder's columns to single rows, for prediction engines.</summary>
internal sealed class AutoencoderRowMapper(BoundColumns bound) : IRowToRowMapper
{
    public DataViewSchema InputSchema => bound.InputSchema;

    public DataViewSchema OutputSchema => bound.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        return bound.Needed(bound.Activate(dependingColumns));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != bound.InputSchema)
        {
            throw new InvalidOperationException(
                $"The row, with the columns {ColumnsOf(input.Schema)}, has another schema than the mapper's {nameof(InputSchema)}, with the columns "
                + $"{ColumnsOf(bound.InputSchema)}. Pass a row of {nameof(InputSchema)}.");
        }

        bool[] active = bound.Activate(activeColumns);

        // Nobody reports when the mapped row changes.
        var row = bound.NewRows(active) is { } scored ? new SingleRow(input, bound.Inputs, scored, reportsMoves: false) : null;
        return new Row(input, bound, new FeatureGetters(input, bound, active, row));
    }

    private static string ColumnsOf(DataViewSchema schema) => string.Join(", ", schema.Select(column => $"'{column.Name}'"));

    private sealed class Row(DataViewRow input, BoundColumns bound, FeatureGetters getters) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => bound.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => getters.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => getters.Get<TValue>(column);

        /// <summary>Disposes the mapped row too, as the contract of <see cref="IRowToRowMapper.GetRow"/> requires.</summary>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
