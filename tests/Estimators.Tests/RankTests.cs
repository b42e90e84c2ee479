using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests;

/// <summary>Pipelines of several ranks, each with its own part of the rows. Here, ranks are threads.</summary>
public sealed class RankTests
{
    private const int Ranks = 3;
    private const int RowCount = 240;

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Values { get; set; } = [];

        public string Species { get; set; } = string.Empty;
    }

    private static Row[] Rows(int count = RowCount) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Row
        {
            Values = [i % 7, (i % 7) * (i % 3), MathF.Sin(i), i % 3],
            Species = (i % 3) switch { 0 => "setosa", 1 => "versicolor", _ => "virginica" },
        }),
    ];

    private static AutoencoderFeaturesOptions Options(ICommunicator communicator) => new()
    {
        OutputColumnName = "Latent", InputColumnName = "Values", LatentDimension = 2, Epochs = 4, Seed = 1, Communicator = communicator,
    };

    private static byte[] Saved(MLContext mlContext, ITransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        mlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        using var archive = new System.IO.Compression.ZipArchive(stream);
        using var copy = new MemoryStream();
        foreach (var entry in archive.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            using Stream content = entry.Open();
            content.CopyTo(copy);
        }

        return copy.ToArray();
    }

    [Fact]
    public void A_pipeline_gives_all_ranks_the_same_saved_model()
    {
        byte[][] models = InProcessCommunicator.Run(Ranks, communicator =>
        {
            var mlContext = new MLContext(seed: 5);
            IDataView part = mlContext.Data.ShardByRank(mlContext.Data.LoadFromEnumerable(Rows()), communicator);
            var model = mlContext.Transforms.AutoencoderFeatures(Options(communicator)).Fit(part);
            return Saved(mlContext, model, part);
        });

        Assert.Equal(models[0], models[1]);
        Assert.Equal(models[0], models[2]);
    }

    [Fact]
    public void Without_a_seed_the_first_rank_draws_it()
    {
        float[][] codes = InProcessCommunicator.Run(Ranks, communicator =>
        {
            var mlContext = new MLContext();
            AutoencoderFeaturesOptions options = Options(communicator);
            options.Seed = null;
            IDataView part = mlContext.Data.ShardByRank(mlContext.Data.LoadFromEnumerable(Rows()), communicator);
            return mlContext.Transforms.AutoencoderFeatures(options).Fit(part).Encode([1, 2, 0.5f, 1]);
        });

        Assert.Equal(codes[0], codes[1]);
        Assert.Equal(codes[0], codes[2]);
    }

    [Fact]
    public void An_anomaly_detector_is_the_same_on_all_ranks()
    {
        float[] thresholds = InProcessCommunicator.Run(Ranks, communicator =>
        {
            var mlContext = new MLContext(seed: 5);
            IDataView part = mlContext.Data.ShardByRank(mlContext.Data.LoadFromEnumerable(Rows()), communicator);
            var options = new AutoencoderAnomalyOptions { FeatureColumnName = "Values", Epochs = 3, Seed = 1, Communicator = communicator };
            return mlContext.AnomalyDetection.Trainers.Autoencoder(options).Fit(part).Model.Threshold;
        });

        Assert.Single(thresholds.Distinct());
    }

    [Fact]
    public void A_column_that_one_rank_lacks_is_an_error_on_all()
    {
        Exception[] failures = InProcessCommunicator.Run(Ranks, communicator =>
        {
            var mlContext = new MLContext(seed: 5);
            AutoencoderFeaturesOptions options = Options(communicator);
            options.InputColumnName = communicator.Rank == 1 ? "Pixels" : "Values";
            return Record.Exception(() => mlContext.Transforms.AutoencoderFeatures(options).Fit(mlContext.Data.LoadFromEnumerable(Rows(50))));
        });

        Assert.Contains("'Pixels' is missing", Assert.IsType<ArgumentOutOfRangeException>(failures[1]).Message);
        Assert.All([failures[0], failures[2]], failure => Assert.StartsWith(
            "Rank 1 of 3 failed, and with it the fit. ArgumentOutOfRangeException:", Assert.IsType<InvalidOperationException>(failure).Message));
    }

    /// <summary>Each rank numbers the classes of its own rows, in the order in which it finds them, unless all are given the same keys.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keys_that_stand_for_other_classes_on_another_rank_are_an_error(bool givesKeys)
    {
        Exception?[] failures = InProcessCommunicator.Run(2, communicator =>
        {
            var mlContext = new MLContext(seed: 5);
            Row[] rows = communicator.Rank == 0 ? Rows() : [.. Rows().Reverse()];
            IDataView data = mlContext.Data.LoadFromEnumerable(rows), keys = mlContext.Data.LoadFromEnumerable(Rows());
            AutoencoderFeaturesOptions options = Options(communicator);
            options.LabelColumnName = "Species";
            IDataView species = mlContext.Transforms.SelectColumns("Species").Fit(keys).Transform(keys);
            var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Species", keyData: givesKeys ? species : null)
                .Append(mlContext.Transforms.AutoencoderFeatures(options));
            return Record.Exception(() => pipeline.Fit(data));
        });

        if (givesKeys)
        {
            Assert.All(failures, Assert.Null);
        }
        else
        {
            Assert.All(failures, failure => Assert.Contains("key values of the label column", failure!.Message));
        }
    }

    [Theory]
    [InlineData(10, 3, true)]
    [InlineData(10, 4, false)]
    [InlineData(2, 3, true)]
    [InlineData(9, 1, false)]
    public void Shards_are_all_rows_once(int rows, int ranks, bool isCounted)
    {
        float[][] shards = InProcessCommunicator.Run(ranks, communicator =>
        {
            var mlContext = new MLContext(seed: 5);

            // A filter does not know how many rows it lets through.
            IDataView all = mlContext.Data.LoadFromEnumerable(Rows(rows));
            IDataView data = isCounted ? all : mlContext.Data.FilterByCustomPredicate<Row>(all, _ => false);
            return mlContext.Data.ShardByRank(data, communicator).GetColumn<float[]>("Values").Select(values => values[2]).ToArray();
        });

        Assert.Equal(Rows(rows).Select(row => row.Values[2]), shards.SelectMany(shard => shard));
        Assert.InRange(shards.Max(shard => shard.Length) - shards.Min(shard => shard.Length), 0, 1);
    }
}
