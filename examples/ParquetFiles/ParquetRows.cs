using MLNet.Autoencoder;
using ParquetSharp;

/// <summary>The rows of Parquet files. Each pass reads them again, a few hundred rows at a time, and holds none.</summary>
/// <param name="files">The paths of the files, in the order of their rows.</param>
/// <param name="columns">The names of the columns that are slots of a row.</param>
internal sealed class ParquetRows(IReadOnlyList<string> files, IReadOnlyList<string> columns) : IRowSource
{
    private int _passes;

    /// <summary>The number of passes so far.</summary>
    public int Passes => _passes;

    public int Dimension => columns.Count;

    public IRowReader Open()
    {
        Interlocked.Increment(ref _passes);
        return new Reader(Groups().GetEnumerator(), columns.Count);
    }

    private IEnumerable<RowGroupRows> Groups()
    {
        foreach (string path in files)
        {
            using var file = new ParquetFileReader(path);
            for (int number = 0; number < file.FileMetaData.NumRowGroups; number++)
            {
                using RowGroupReader group = file.RowGroup(number);
                using var rows = new RowGroupRows(group, columns);
                yield return rows;
            }
        }
    }

    private sealed class Reader(IEnumerator<RowGroupRows> groups, int dimension) : IRowReader
    {
        private RowGroupRows? _group;

        public int Read(Span<float> rows, Span<float> weights)
        {
            int count = 0, capacity = rows.Length / dimension;
            while (count < capacity && (_group is { Left: > 0 } || MoveNext()))
            {
                count += _group!.Read(rows[(count * dimension)..]);
            }

            return count;
        }

        public void Dispose() => groups.Dispose();

        private bool MoveNext()
        {
            bool hasNext = groups.MoveNext();
            _group = hasNext ? groups.Current : null;
            return hasNext;
        }
    }
}
