using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>Encodes rows to their latent means, one at a time and through prediction engines and data views, compared with ML.NET's PCA.</summary>
internal static class ServeCommand
{
    private static readonly string[] Networks = ["30-64-8", "784-400-20"];

    /// <summary>Runs all networks, or only those given as arguments, such as 784-400-20.</summary>
    public static void Run(string[] networks)
    {
        Output.Line($"# serve <net> <mode> <ns/row; view, set: rows/s> <bytes allocated/row> <min> <max> <FLOP/row> <GFLOP/s> <fraction of peak>");
        foreach (NetworkShape shape in (networks.Length == 0 ? Networks : networks).Select(name => new NetworkShape(name)))
        {
            Measure(shape);
        }
    }

    private static void Measure(NetworkShape shape)
    {
        double flops = NetworkArithmetic.Encoding(shape.Parameters().Layout);
        Scoring core = ByScorer(shape, flops);
        var rowPeak = new Peak(threads: 1, Clock.Processor, TimeSpan.FromMilliseconds(1));
        MLNetScorings[] both = [MLNetScorings.Autoencoder(shape, flops), MLNetScorings.Pca(shape)];
        Report(shape, rowPeak, warmUp: 5, count: 151, [core, .. both.SelectMany(subject => subject.OfOneRow())]);

        var viewPeak = new Peak(threads: 1, Clock.Wall, TimeSpan.FromMilliseconds(50));
        Report(shape, viewPeak, ViewScoring.WarmUp, ViewScoring.Count, [.. both.Select(subject => subject.OfView())]);
        foreach (int cursors in (int[])[1, 2])
        {
            var setPeak = new Peak(cursors, Clock.Wall, TimeSpan.FromMilliseconds(100));
            Report(shape, setPeak, warmUp: 1, count: 5, [.. both.Select(subject => subject.OfSet(cursors))]);
        }
    }

    private static OneRowScoring ByScorer(NetworkShape shape, double flops)
    {
        const int Rows = 64;
        var scorer = new RowScorer(shape.Model());
        float[] rows = RandomValues.Of(Rows * shape.Inputs);
        float[] means = new float[shape.Latent];
        int row = 0;
        return new OneRowScoring("row", flops, () => scorer.Encode(rows.AsSpan(row++ % Rows * shape.Inputs, shape.Inputs), means, []));
    }

    private static void Report(NetworkShape shape, Peak peak, int warmUp, int count, Scoring[] scorings)
    {
        Sample[][] samples = Rounds.Measure(peak, warmUp, count, [.. scorings.Select(scoring => (Func<double>)scoring.Measure)]);
        foreach ((Scoring scoring, Sample[] taken) in scorings.Zip(samples))
        {
            Spread speed = Spread.Of(taken.Select(sample =>
                scoring.IsOfManyRows ? sample.Rate / scoring.FlopsPerRow : scoring.FlopsPerRow / sample.Rate * 1e9));
            double rate = Spread.Of(taken.Select(sample => sample.Rate / 1e9)).Median;
            double fraction = Spread.Of(taken.Select(sample => sample.Fraction)).Median;
            FormattableString figures =
                $"{speed.Median:F0} {scoring.BytesPerRow:F1} {speed.Minimum:F0} {speed.Maximum:F0} {scoring.FlopsPerRow:F0} {rate:F1} {fraction:F2}";
            Output.Line($"serve {shape.Name} {scoring.Mode} {Output.Text(figures)}");
        }
    }
}
