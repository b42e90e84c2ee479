using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>Small fits by all ranks.</summary>
internal static class Fits
{
    public const int Dimension = 5;

    private const int RowsOfRank = 60;

    /// <summary>The rows of a rank: other ones on each.</summary>
    public static float[] Values(int rank) =>
        [.. Enumerable.Range(rank * RowsOfRank * Dimension, RowsOfRank * Dimension).Select(i => MathF.Sin(i * i % 101))];

    /// <summary>The rows with a NaN in three of them.</summary>
    public static float[] WithGaps(float[] values)
    {
        values = [.. values];
        values[7] = values[70] = values[107] = float.NaN;
        return values;
    }

    public static AutoencoderModel Fit(ICommunicator ranks, IRowSource rows) => Autoencoder.Fit(rows, Options<AutoencoderOptions>(ranks));

    /// <summary>The bytes of a model that is fitted to other rows on each rank.</summary>
    public static byte[] Bytes(ICommunicator ranks)
    {
        using var model = new MemoryStream();
        Fit(ranks, new InMemoryRows(Values(ranks.Rank), Dimension)).Save(model);
        return model.ToArray();
    }

    /// <summary>
    /// A fit that keeps a checkpoint, resumes from one, and reads its rows again in each epoch. Rank 0 writes the number of the first epoch to a file.
    /// </summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="interrupt">What the last rank does at each read once there is a checkpoint.</param>
    /// <param name="cancellation">Cancels the fit.</param>
    public static AutoencoderModel Resumable(ICommunicator ranks, string folder, Action? interrupt = null, CancellationToken cancellation = default)
    {
        AutoencoderOptions options = Options<AutoencoderOptions>(ranks);
        string checkpoint = options.CheckpointPath = Path.Combine(folder, "checkpoint");
        (options.CheckpointInterval, options.RowCacheBytes, options.CancellationToken) = (TimeSpan.Zero, 1, cancellation);
        options.Progress = new FirstEpoch(Path.Combine(folder, "first-epoch"));
        return Autoencoder.Fit(new WatchedRows(new InMemoryRows(Values(ranks.Rank), Dimension), InterruptLastRank), options);

        void InterruptLastRank()
        {
            if (ranks.Rank == ranks.Size - 1 && File.Exists(checkpoint))
            {
                interrupt?.Invoke();
            }
        }
    }

    /// <summary>Fits a pipeline of ML.NET to the share of each rank, and saves it.</summary>
    public static void SavePipeline(ICommunicator ranks, string path)
    {
        var mlContext = new MLContext(seed: 1);
        float[] values = Values(0);
        IDataView all = mlContext.Data.LoadFromEnumerable(values.Chunk(Dimension).Select(row => new Row { Values = row }));
        IDataView share = mlContext.Data.ShardByRank(all, ranks);
        AutoencoderFeaturesOptions options = Options<AutoencoderFeaturesOptions>(ranks);
        (options.InputColumnName, options.OutputColumnName) = (nameof(Row.Values), "Latent");
        mlContext.Model.Save(mlContext.Transforms.AutoencoderFeatures(options).Fit(share), share.Schema, path);
    }

    private static TOptions Options<TOptions>(ICommunicator ranks)
        where TOptions : AutoencoderOptions, new() => new()
    {
        LatentDimension = 2, HiddenLayers = [8], Epochs = 12, BatchSize = 16, Seed = 1, Communicator = ranks,
        Engine = new ManagedEngine { NumberOfThreads = 1 },
    };

    private sealed class Row
    {
        [VectorType(Dimension)]
        public float[] Values { get; set; } = [];
    }

    private sealed class FirstEpoch(string path) : IProgress<TrainingEpoch>
    {
        private bool _isWritten;

        public void Report(TrainingEpoch value)
        {
            if (!_isWritten)
            {
                File.WriteAllText(path, value.Epoch.ToString(CultureInfo.InvariantCulture));
                _isWritten = true;
            }
        }
    }

    private sealed class WatchedRows(IRowSource rows, Action reading) : IRowSource
    {
        public int Dimension => rows.Dimension;

        public IRowReader Open() => new Reader(rows.Open(), reading);

        private sealed class Reader(IRowReader inner, Action reading) : IRowReader
        {
            public int Read(Span<float> rows, Span<float> weights)
            {
                reading();
                return inner.Read(rows, weights);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
