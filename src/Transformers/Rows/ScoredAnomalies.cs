using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Rows;

/// <summary>Rows with the results of an anomaly detector. The first request scores all rows.</summary>
/// <param name="detector">The detector.</param>
/// <param name="withExpected">Whether <see cref="Expected"/> values are needed.</param>
internal sealed class ScoredAnomalies(AnomalyDetector detector, bool withExpected) : RowValues(detector.Model.InputDimension)
{
    private readonly DetectorScorer _scorer = new(detector);
    private readonly int _dimension = detector.Model.InputDimension;
    private float[] _scores = [];
    private float[] _contributions = [];
    private float[] _expected = [];
    private bool _isScored;

    /// <summary>The score of a row.</summary>
    public float Score(int row)
    {
        Score();
        return _scores[row];
    }

    /// <summary>Whether the score of a row is above the threshold.</summary>
    public bool IsAnomaly(int row) => Score(row) > detector.Threshold;

    /// <summary>The p-value of a row.</summary>
    public float PValue(int row) => detector.PValue(Score(row));

    /// <summary>The contributions to the score of a row, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Contributions(int row)
    {
        Score();
        return _contributions.AsSpan(row * _dimension, _dimension);
    }

    /// <summary>The expected values of a row, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Expected(int row)
    {
        Score();
        return _expected.AsSpan(row * _dimension, _dimension);
    }

    protected override void Invalidate() => _isScored = false;

    private void Score()
    {
        if (_isScored)
        {
            return;
        }

        _scorer.Score(
            Values,
            ScratchBuffer.Of(ref _scores, Count),
            ScratchBuffer.Of(ref _contributions, Values.Length),
            withExpected ? ScratchBuffer.Of(ref _expected, Values.Length) : []);
        _isScored = true;
    }
}
