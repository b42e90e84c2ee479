using Microsoft.ML.Data;

namespace Microsoft.ML
{
    public delegate void ValueGetter<TValue>(ref TValue value);

    public interface IDataView
    {
        bool CanShuffle { get; }
        DataViewSchema Schema { get; }
        long? GetRowCount();
        DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);
        DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
    }

    public abstract class DataViewRow : IDisposable
    {
        private bool _disposed;

        public abstract long Position { get; }
        public abstract long Batch { get; }
        public abstract DataViewSchema Schema { get; }
        public abstract ValueGetter<DataViewRowId> GetIdGetter();
        public abstract bool IsColumnActive(DataViewSchema.Column column);
        public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

        public void Dispose()
        {
            if (!_disposed)
            {
                _disposed = true;
                Dispose(true);
                GC.SuppressFinalize(this);
            }
        }

        protected virtual void Dispose(bool disposing)
        {
        }
    }

    public abstract class DataViewRowCursor : DataViewRow
    {
        public abstract bool MoveNext();
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>128 bits that name a row.</summary>
    public readonly struct DataViewRowId : IEquatable<DataViewRowId>
    {
        private readonly (ulong Low, ulong High) _bits;

        public DataViewRowId(ulong low, ulong high) => _bits = (low, high);
        public bool Equals(DataViewRowId other) => _bits == other._bits;
        public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);
        public override int GetHashCode() => _bits.GetHashCode();
    }
}
