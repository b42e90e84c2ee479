using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>Row after row, each by a call of its own.</summary>
/// <param name="mode">Its name.</param>
/// <param name="flopsPerRow">What the arithmetic of a row comes to.</param>
/// <param name="score">Scores the next row: another one than before, since what was computed of the same may be kept.</param>
internal sealed class OneRowScoring(string mode, double flopsPerRow, Action score) : Scoring(mode, flopsPerRow)
{
    private readonly Sampler _sampler = new(score, Clock.Processor, TimeSpan.FromMilliseconds(1));

    public override bool IsOfManyRows => false;

    protected override (long Rows, double Seconds) Score() => (_sampler.Calls, _sampler.Seconds() * _sampler.Calls);
}
