using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>What many threads do at once comes to the bits of one thread alone.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 6;
    private const int Rounds = 2;

    // A call is short: one alone would seldom meet another.
    private const int Calls = 20;

    // Several blocks of rows.
    private const int RowCount = 300;

    public static TheoryData<string> Scored => ["all columns", "sparse code", "missing values"];

    [Theory]
    [MemberData(nameof(Scored))]
    public void One_transformer_gives_many_threads_what_it_gives_one(string configuration)
    {
        var data = Configurations.Data(configuration, RowCount);
        byte[] file = SaveAndLoad.Save(Configurations.Estimator(configuration).Fit(data), data.Schema);
        int[][] expected = Score(Loaded(file), data);

        // Loaded, so that what a model makes for itself on its first use is made by all threads at once.
        var shared = Loaded(file);
        int[][][] scores = AtOnce(Enumerable.Repeat(() => Enumerable.Range(0, Rounds).Select(_ => Score(shared, data)).Last(), Threads));

        Assert.All(scores, score => Assert.Equal(expected, score));
        Assert.Equal(0, data.OpenCursors);
    }

    [Fact]
    public void Fits_at_once_on_one_context_with_one_engine_are_what_each_is_alone_and_scoring_beside_them_too()
    {
        string[] configurations = ["all columns", "sparse code", "denoising, standardised", "missing values"];
        var context = new MLContext(seed: 1);
        var engine = new ManagedEngine { NumberOfThreads = 2 };
        var scored = Configurations.Estimator("all columns").Fit(TestData.Good());
        int[][] expectedScore = Score(scored, TestData.Good());
        byte[][] expected = [.. configurations.Select(name => PersistenceTests.ModelBytes(Fit(new MLContext(seed: 1), name, new ManagedEngine(), _ => { })))];

        // In step, epoch by epoch: none can end before another has begun.
        using var step = new Barrier(configurations.Length);
        byte[][] fitted = AtOnce(configurations.Select<string, Func<byte[]>>(name => () =>
        {
            try
            {
                return PersistenceTests.ModelBytes(Fit(context, name, engine, _ =>
                {
                    step.SignalAndWait();
                    Assert.Equal(expectedScore, Score(scored, TestData.Good()));
                }));
            }
            finally
            {
                step.RemoveParticipant();
            }
        }));

        Assert.Equal(expected, fitted);
    }

    [Fact]
    public void Without_seeds_fits_at_once_are_what_they_are_one_after_the_other()
    {
        AutoencoderFeaturesEstimator[] Estimators()
        {
            var context = new MLContext(seed: 1);
            return [.. Enumerable.Range(0, 3).Select(_ => context.Transforms.AutoencoderFeatures("Latent", TestData.Input, latentDimension: 2, epochs: 3))];
        }

        byte[][] expected = [.. Estimators().Select(estimator => PersistenceTests.ModelBytes(estimator.Fit(TestData.Good())))];
        byte[][] fitted = AtOnce(Estimators().Select<AutoencoderFeaturesEstimator, Func<byte[]>>(
            estimator => () => PersistenceTests.ModelBytes(estimator.Fit(TestData.Good()))));

        Assert.Equal(expected, fitted);
        Assert.NotEqual(expected[0], expected[1]);
    }

    private static AutoencoderFeaturesTransformer Fit(MLContext context, string configuration, ITrainingEngine engine, Action<TrainingEpoch> report)
    {
        // Wide enough for a fit to use its threads.
        var options = Configurations.Options(configuration);
        (options.HiddenLayers, options.BatchSize, options.Engine, options.Progress) = ([256, 256], 64, engine, new Reporter(report));
        return context.Transforms.AutoencoderFeatures(options).Fit(Configurations.Data(configuration));
    }

    private static AutoencoderFeaturesTransformer Loaded(byte[] file) =>
        (AutoencoderFeaturesTransformer)SaveAndLoad.Load(new MLContext(), file).Transformer;

    /// <summary>All that can be done with a transformer, as bits: a cursor, a set of them, a prediction engine, and arrays.</summary>
    private static int[][] Score(AutoencoderFeaturesTransformer transformer, TableView data)
    {
        var view = transformer.Transform(data);
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();
        var cursors = view.GetRowCursorSet(columns, 3);
        IEnumerable<float> bySet = cursors.SelectMany(cursor => Values(ViewReader.Rows(cursor, columns))).ToArray();
        Array.ForEach(cursors, cursor => cursor.Dispose());
        float[] rows = [.. ViewReader.Column(data, TestData.Input).SelectMany(row => row)];
        return
        [
            Bits(Values(ViewReader.Rows(view, columns))),
            Bits(bySet),
            Bits(Predicted(transformer, rows)),
            Bits(Enumerable.Range(0, Calls).SelectMany(_ => transformer.Encode(rows))),
            Bits(Enumerable.Range(0, Calls).SelectMany(_ => transformer.Reconstruct(rows))),
            Bits(transformer.Sample(20, seed: 3)),
        ];
    }

    private static IEnumerable<float> Values(List<ReadRow> rows) =>
        rows.SelectMany(row => row.Values.OrderBy(value => value.Key)).SelectMany(value => value.Value);

    private static IEnumerable<float> Predicted(AutoencoderFeaturesTransformer transformer, float[] rows)
    {
        using var engine = new MLContext().Model.CreatePredictionEngine<Row, Encoded>(transformer);
        return rows.Chunk(TestData.Dimension).SelectMany(row => engine.Predict(new Row { Pixels = row }).Latent).ToArray();
    }

    private static int[] Bits(IEnumerable<float> values) => MemoryMarshal.Cast<float, int>(values.ToArray()).ToArray();

    /// <summary>Runs each on a thread of its own, which all begin together.</summary>
    private static T[] AtOnce<T>(IEnumerable<Func<T>> work)
    {
        Func<T>[] all = [.. work];
        using var start = new Barrier(all.Length);
        return Task.WhenAll(all.Select(one => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return one();
            },
            TaskCreationOptions.LongRunning))).GetAwaiter().GetResult();
    }

    private sealed class Row
    {
        [VectorType(TestData.Dimension)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Encoded
    {
        public float[] Latent { get; set; } = [];
    }
}
