namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>What every engine is fed, seen by an engine that only takes notes.</summary>
public class TrainingLoopTests
{
    private static Notes Fit(int rowCount, int batchSize, int epochs, long cacheBytes = 1 << 20)
    {
        var notes = new Notes();
        var options = new AutoencoderOptions
        {
            LatentDimension = 2, HiddenLayers = [], Epochs = epochs, BatchSize = batchSize, Seed = 1, RowCacheBytes = cacheBytes, Engine = notes,
            Scaling = Scaling.None, ValidationFraction = 0,
        };

        // Row i is (i, i, i): a row can be told by its first value.
        float[] rows = [.. Enumerable.Range(0, rowCount).SelectMany(i => new float[] { i, i, i })];
        AutoencoderModel.Fit(new InMemoryRows(rows, 3), options);
        return notes;
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(40 * 3 * sizeof(float))]
    public void Each_epoch_gives_every_row_once_in_an_order_of_its_own(long cacheBytes)
    {
        float[][] epochs = Fit(100, 16, epochs: 3, cacheBytes).RowsByEpoch(100);

        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 100), epoch.Select(row => (int)row).Order()));
        Assert.Equal(4, epochs.Append([.. Enumerable.Range(0, 100)]).DistinctBy(epoch => string.Join(' ', epoch)).Count());
    }

    [Fact]
    public void Batches_are_full_but_for_the_last()
    {
        Assert.Equal([16, 16, 16, 2], Fit(50, 16, epochs: 1).BatchSizes);
        Assert.Equal([16, 16], Fit(32, 16, epochs: 1).BatchSizes);
    }

    [Fact]
    public void No_noise_is_used_twice()
    {
        float[] noise = Fit(50, 16, epochs: 3).Noise;

        // Of 300 draws of 24 bits and more, a few may be equal by chance; a stream that came again would give a hundred.
        Assert.Equal(3 * 50 * 2, noise.Length);
        Assert.InRange(noise.Distinct().Count(), 295, 300);
    }

    [Fact]
    public void What_the_engine_has_trained_is_the_model()
    {
        var notes = new Notes { Trained = 0.25f };
        var options = new AutoencoderOptions { LatentDimension = 1, HiddenLayers = [], Epochs = 1, Scaling = Scaling.None, Engine = notes };

        AutoencoderModel model = AutoencoderModel.Fit(new InMemoryRows(new float[] { 1, 2 }, 2), options);

        // (1 + 2) / 4, and the bias of 1/4.
        Assert.Equal([1f], model.Encode([1f, 2f]));
        Assert.True(notes.IsDisposed);
    }

    [Fact]
    public void A_loss_or_parameter_that_is_no_number_is_an_error()
    {
        var options = new AutoencoderOptions { Epochs = 2, Engine = new Notes { Loss = double.NaN } };
        var lastStep = new AutoencoderOptions { Epochs = 2, Engine = new Notes { Trained = float.NaN } };
        var rows = new InMemoryRows(new float[] { 1, 2 }, 2);

        Assert.Contains("epoch 1", Assert.Throws<InvalidOperationException>(() => AutoencoderModel.Fit(rows, options)).Message, StringComparison.Ordinal);
        Assert.Contains("epoch 2", Assert.Throws<InvalidOperationException>(() => AutoencoderModel.Fit(rows, lastStep)).Message, StringComparison.Ordinal);
    }

    private sealed class Notes : ITrainingEngine, ITrainingSession
    {
        private readonly List<float> _rows = [];
        private readonly List<float> _noise = [];

        public double Loss { get; init; }

        public float Trained { get; init; }

        public List<int> BatchSizes { get; } = [];

        public float[] Noise => [.. _noise];

        public bool IsDisposed { get; private set; }

        public float[][] RowsByEpoch(int rowCount) => [.. _rows.Chunk(rowCount)];

        public ITrainingSession Start(TrainingRequest request) => this;

        public BatchLoss TrainBatch(TrainingBatch batch, float learningRate, float klWeight)
        {
            BatchSizes.Add(batch.Count);
            _rows.AddRange(batch.Rows.ToArray().Where((_, i) => i % 3 == 0));
            _noise.AddRange(batch.Noise);
            return new BatchLoss(Loss, 0, 0);
        }

        public BatchLoss EvaluateBatch(TrainingBatch batch) => default;

        public void CopyParametersTo(Span<float> values) => values.Fill(Trained);

        public void Dispose() => IsDisposed = true;
    }
}
