using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>Scores one row per call.</summary>
/// <param name="mode">The name.</param>
/// <param name="flopsPerRow">The FLOP per row.</param>
/// <param name="score">Scores the next row. It must differ from the previous one, whose result may be cached.</param>
internal sealed class OneRowScoring(string mode, double flopsPerRow, Action score) : Scoring(mode, flopsPerRow)
{
    private readonly Sampler _sampler = new(score, Clock.Processor, TimeSpan.FromMilliseconds(1));

    public override bool IsOfManyRows => false;

    protected override (long Rows, double Seconds) Score() => (_sampler.Calls, _sampler.Seconds() * _sampler.Calls);
}
