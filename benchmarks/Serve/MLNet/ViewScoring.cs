using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>A pass over a view with one cursor. A sample is a slice of the rows.</summary>
internal sealed class ViewScoring : Scoring
{
    /// <summary>The numbers of samples that do not count and that do. Together they cover the whole view.</summary>
    public const int WarmUp = 5;
    public const int Count = 20;

    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<VBuffer<float>> _get;
    private readonly long _slice;
    private VBuffer<float> _value;

    public ViewScoring(string mode, double flopsPerRow, IDataView view, string column)
        : base(mode, flopsPerRow)
    {
        _cursor = view.GetRowCursor([view.Schema[column]]);
        _get = _cursor.GetGetter<VBuffer<float>>(view.Schema[column]);
        _slice = view.GetRowCount()!.Value / (WarmUp + Count);
    }

    public override bool IsOfManyRows => true;

    protected override (long Rows, double Seconds) Score()
    {
        long start = Stopwatch.GetTimestamp();
        for (long row = 0; row < _slice; row++)
        {
            _cursor.MoveNext();
            _get(ref _value);
        }

        return (_slice, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
