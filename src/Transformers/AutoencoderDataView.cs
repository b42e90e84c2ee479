using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder;

/// <summary>A data view with the autoencoder's columns added. Lazy: nothing is read or computed before a cursor is asked for a value.</summary>
internal sealed class AutoencoderDataView(IDataView source, BoundFeatures bound) : IDataView
{
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

    /// <summary>Our cursors over those of the source, which are disposed if that fails: nobody else holds them.</summary>
    private DataViewRowCursor[] Wrap(DataViewRowCursor[] inputs, bool[] active)
    {
        try
        {
            return Array.ConvertAll<DataViewRowCursor, DataViewRowCursor>(inputs, input => new Cursor(input, bound, active));
        }
        catch
        {
            Array.ForEach(inputs, input => input.Dispose());
            throw;
        }
    }

    private sealed class Cursor(DataViewRowCursor input, BoundFeatures bound, bool[] active) : DataViewRowCursor
    {
        private readonly FeatureGetters _getters = new(input, bound, active, saysWhenItMoves: true);

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => bound.OutputSchema;

        public override bool MoveNext()
        {
            _getters.Moved();
            return input.MoveNext();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _getters.Get<TValue>(column);

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
