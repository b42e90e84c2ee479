using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>Passes over a view with a set of cursors, each on its own thread. A sample is one pass.</summary>
internal sealed class SetScoring(string mode, double flopsPerRow, IDataView view, string column, int cursors) : Scoring(mode, flopsPerRow)
{
    public override bool IsOfManyRows => true;

    protected override (long Rows, double Seconds) Score()
    {
        long start = Stopwatch.GetTimestamp();
        DataViewRowCursor[] set = view.GetRowCursorSet([view.Schema[column]], cursors);
        long[] rows = new long[set.Length];
        Thread[] threads = [.. set.Select((cursor, i) => new Thread(() => rows[i] = Read(cursor)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return (rows.Sum(), Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private long Read(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var get = cursor.GetGetter<VBuffer<float>>(view.Schema[column]);
            VBuffer<float> value = default;
            long rows = 0;
            for (; cursor.MoveNext(); rows++)
            {
                get(ref value);
            }

            return rows;
        }
    }
}
