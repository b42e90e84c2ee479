using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Rows of very many slots, nearly all of them zero, as n-grams are.</summary>
public class SparseInputTests
{
    private const int Slots = 1 << 18;

    /// <summary>The smallest network there is: a model of 2^18 slots in half a second.</summary>
    private static AutoencoderFeaturesOptions Options(int epochs = 1) => new()
    {
        OutputColumnName = "Latent", InputColumnName = "Words", LatentDimension = 1, HiddenLayers = [], BatchSize = 4, Epochs = epochs, Seed = 1,
    };

    /// <summary>Rows of 20 words each, drawn from those of one topic out of three.</summary>
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
    public void A_model_of_2_to_the_18_slots_tells_topics_apart()
    {
        var options = Options(epochs: 2);
        options.LatentDimension = 2;
        var data = Texts(24, Slots);

        float[][] features = ViewReader.Column(new MLContext(seed: 1).Transforms.AutoencoderFeatures(options).Fit(data).Transform(data), "Latent");

        // The mean of the row's own topic is the nearest of the three.
        float[][] means = [.. Enumerable.Range(0, 3).Select(topic =>
            Enumerable.Range(0, 2).Select(unit => features.Where((_, i) => i % 3 == topic).Average(row => row[unit])).ToArray())];
        Assert.All(features, (row, i) =>
            Assert.Equal(means[i % 3], means.MinBy(mean => mean.Zip(row, (x, y) => (x - y) * (x - y)).Sum())));
    }

    [Fact]
    public void Sparse_and_dense_vectors_held_or_read_again_give_the_same_model()
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
    public void Serving_takes_room_for_one_block_however_many_rows_there_are()
    {
        var transformer = new MLContext(seed: 1).Transforms.AutoencoderFeatures(Options()).Fit(Texts(6, Slots));

        long Allocated(int rows)
        {
            var view = transformer.Transform(Texts(rows, Slots));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.All(ViewReader.Column(view, "Latent"), row => Assert.True(float.IsFinite(row[0])));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Blocks are of 16 rows at the most, in which a row takes 1 MB as it is and 1 MB scaled; of it, the weights are packed once.
        _ = Allocated(1);
        Assert.InRange(Allocated(64), 1L << 25, 1L << 26);
        Assert.InRange(Allocated(128), 1L << 25, 1L << 26);
    }

    [Fact]
    public void Hashed_words_of_a_text_are_fitted_to()
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
