using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>What many threads compute at once has the same bits as on one thread.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 6;
    private const int Rounds = 2;

    // Calls are so short that single ones would seldom overlap.
    private const int Calls = 20;

    // Enough for several blocks.
    private const int RowCount = 300;

    public static TheoryData<string> Scored => ["all columns", "sparse code", "missing values"];

    [Theory]
    [MemberData(nameof(Scored))]
    public void One_transformer_gives_many_threads_the_results_of_one_thread(string configuration)
    {
        var data = Configurations.Data(configuration, RowCount);
        byte[] file = SaveAndLoad.Save(Configurations.Estimator(configuration).Fit(data), data.Schema);
        int[][] expected = Score(Loaded(file), data);

        // Loaded again, so that all threads create at once what a model creates on its first use.
        var shared = Loaded(file);
        int[][][] scores = AtOnce(Enumerable.Repeat(() => Enumerable.Range(0, Rounds).Select(_ => Score(shared, data)).Last(), Threads));

        Assert.All(scores, score => Assert.Equal(expected, score));
        Assert.Equal(0, data.OpenCursors);
    }

    [Fact]
    public void Simultaneous_fits_and_scoring_on_one_context_and_engine_give_the_results_of_separate_ones()
    {
        string[] configurations = ["all columns", "sparse code", "denoising, standardized", "missing values"];
        var context = new MLContext(seed: 1);
        var engine = new ManagedEngine { NumberOfThreads = 2 };
        var scored = Configurations.Estimator("all columns").Fit(TestData.Good());
        int[][] expectedScore = Score(scored, TestData.Good());
        byte[][] expected = [.. configurations.Select(name => PersistenceTests.ModelBytes(Fit(new MLContext(seed: 1), name, new ManagedEngine(), _ => { })))];

        // The fits run in step, epoch by epoch, so none can end before another has begun.
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
    public void Without_seeds_simultaneous_fits_give_the_models_of_consecutive_fits()
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
        // Wide enough for a fit to use several threads.
        var options = Configurations.Options(configuration);
        (options.HiddenLayers, options.BatchSize, options.Engine, options.Progress) = ([256, 256], 64, engine, new Reporter(report));
        return context.Transforms.AutoencoderFeatures(options).Fit(Configurations.Data(configuration));
    }

    private static AutoencoderFeaturesTransformer Loaded(byte[] file) =>
        (AutoencoderFeaturesTransformer)SaveAndLoad.Load(new MLContext(), file).Transformer;

    /// <summary>The results of every use of a transformer, as bits: a cursor, a cursor set, a prediction engine, and arrays.</summary>
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

    /// <summary>Runs each function on its own thread. All threads start together.</summary>
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
