using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// A data view with the autoencoder's columns added. Lazy: nothing is read before a cursor moves, or computed before a value is requested.
/// </summary>
/// <remarks>
/// A cursor that computes features reads its source ahead and encodes rows in blocks. It works row by row if a block would hold only one
/// row, or if the values of an active column cannot be kept.
/// </remarks>
internal sealed class AutoencoderDataView(IDataView source, BoundColumns bound) : IOnnxDataView
{
    /// <summary>The view that the columns are added to.</summary>
    public IDataView Source => source;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => bound.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = bound.Activate(columnsNeeded);
        return Wrap([source.GetRowCursor(bound.Needed(active), rand)], active)[0];
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = bound.Activate(columnsNeeded);
        return Wrap(source.GetRowCursorSet(bound.Needed(active), n, rand), active);
    }

    public void AddTo(OnnxPipeline pipeline) => bound.AddTo(pipeline);

    /// <summary>Wraps the source's cursors in ours. If that fails, disposes them, because nobody else holds a reference.</summary>
    private DataViewRowCursor[] Wrap(DataViewRowCursor[] inputs, bool[] active)
    {
        try
        {
            return Array.ConvertAll<DataViewRowCursor, DataViewRowCursor>(inputs, input => Over(input, active));
        }
        catch
        {
            Array.ForEach(inputs, input => input.Dispose());
            throw;
        }
    }

    private Cursor Over(DataViewRowCursor input, bool[] active)
    {
        if (bound.NewRows(active) is not { } scored)
        {
            return new Cursor(input, bound, new FeatureGetters(input, bound, active, row: null));
        }

        var needed = bound.Needed(active);
        if (bound.BlockRows <= 1 || !needed.All(column => ColumnBuffer.CanKeep(column.Type)))
        {
            var row = new SingleRow(input, bound.Inputs, scored, reportsMoves: true);
            return new Cursor(input, bound, new FeatureGetters(input, bound, active, row));
        }

        var rows = new ReadAheadCursor(input, needed, bound.BlockRows);
        var values = new InputValues(bound.Inputs.Select(column => (column, rows.BufferOf(column))));
        return new Cursor(rows, bound, new FeatureGetters(rows, bound, active, new RowOfBlock(rows, values, scored)));
    }

    private sealed class Cursor(DataViewRowCursor input, BoundColumns bound, FeatureGetters getters) : DataViewRowCursor
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => bound.OutputSchema;

        public override bool MoveNext()
        {
            getters.Moved();
            return input.MoveNext();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => getters.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => getters.Get<TValue>(column);

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
