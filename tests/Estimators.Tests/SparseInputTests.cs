using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Rows with very many slots, nearly all of them zero, such as n-grams.</summary>
public class SparseInputTests
{
    private const int Slots = 1 << 18;

    /// <summary>The smallest possible network, which fits 2^18 slots in half a second.</summary>
    private static AutoencoderFeaturesOptions Options(int epochs = 1) => new()
    {
        OutputColumnName = "Latent", InputColumnName = "Words", LatentDimension = 1, HiddenLayers = [], BatchSize = 4, Epochs = epochs, Seed = 1,
    };

    /// <summary>Rows of 20 words each, drawn from the words of one of three topics.</summary>
    private static TableView Texts(int rows, int slots, bool isSparse = true) => new(rows, TableColumn.Vector(
        "Words",
        new VectorDataViewType(NumberDataViewType.Single, slots),
        i =>
        {
            var random = new Random(i);
            int[] words = [.. Enumerable.Range(0, 20).Select(_ => (slots / 3 * (i % 3)) + random.Next(40)).Distinct().Order()];
            float[] counts = [.. words.Select(_ => 1f + random.Next(3))];
            var sparse = new VBuffer<float>(slots, words.Length, counts, words);
            return isSparse ? sparse : new VBuffer<float>(slots, [.. sparse.DenseValues()]);
        }));

    [Fact]
    public void A_model_of_2_to_the_18_slots_distinguishes_topics()
    {
        var options = Options(epochs: 2);
        options.LatentDimension = 2;
        var data = Texts(24, Slots);

        float[][] features = ViewReader.Column(new MLContext(seed: 1).Transforms.AutoencoderFeatures(options).Fit(data).Transform(data), "Latent");

        // Each row is nearest to the mean of its own topic.
        float[][] means = [.. Enumerable.Range(0, 3).Select(topic =>
            Enumerable.Range(0, 2).Select(unit => features.Where((_, i) => i % 3 == topic).Average(row => row[unit])).ToArray())];
        Assert.All(features, (row, i) =>
            Assert.Equal(means[i % 3], means.MinBy(mean => mean.Zip(row, (x, y) => (x - y) * (x - y)).Sum())));
    }

    [Fact]
    public void Sparse_and_dense_vectors_cached_or_reread_give_the_same_model()
    {
        byte[] Fit(bool isSparse, long budget)
        {
            var options = Options(epochs: 3);
            options.RowCacheBytes = budget;
            return PersistenceTests.ModelBytes(new MLContext(seed: 1).Transforms.AutoencoderFeatures(options).Fit(Texts(60, 3000, isSparse)));
        }

        byte[] expected = Fit(isSparse: true, budget: 1 << 30);
        Assert.Equal(expected, Fit(isSparse: false, budget: 1 << 30));
        Assert.Equal(expected, Fit(isSparse: true, budget: 2000));
        Assert.Equal(expected, Fit(isSparse: false, budget: 2000));
    }

    [Fact]
    public void Serving_takes_memory_for_one_block_regardless_of_the_number_of_rows()
    {
        var transformer = new MLContext(seed: 1).Transforms.AutoencoderFeatures(Options()).Fit(Texts(6, Slots));

        long Allocated(int rows)
        {
            var view = transformer.Transform(Texts(rows, Slots));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.All(ViewReader.Column(view, "Latent"), row => Assert.True(float.IsFinite(row[0])));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Blocks have at most 16 rows. A row takes 1 MB unscaled and 1 MB scaled; the weights are packed once.
        _ = Allocated(1);
        Assert.InRange(Allocated(64), 1L << 25, 1L << 26);
        Assert.InRange(Allocated(128), 1L << 25, 1L << 26);
    }

    [Fact]
    public void A_model_can_be_fitted_to_hashed_words()
    {
        var context = new MLContext(seed: 1);
        string[] topics = ["rain and wind over the hills", "shares fell and bonds rose in London", "the team scored twice in the last minute"];
        var data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 12).Select(i => new { Text = $"{topics[i % 3]} {i}" }));
        var pipeline = context.Transforms.Text.ProduceHashedWordBags("Words", "Text", numberOfBits: 18)
            .Append(context.Transforms.AutoencoderFeatures(Options()));

        float[][] features = ViewReader.Column(pipeline.Fit(data).Transform(data), "Latent");

        Assert.Equal(12, features.Length);
        Assert.All(features, row => Assert.True(float.IsFinite(row[0])));
        Assert.True(features.Select(row => row[0]).Distinct().Count() > 3);
    }
}
