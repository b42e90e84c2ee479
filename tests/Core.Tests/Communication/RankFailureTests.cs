using MLNet.Autoencoder.Core.Tests.Training;

namespace MLNet.Autoencoder.Core.Tests.Communication;

/// <summary>What ranks that cannot fit a model together say. None waits for another.</summary>
public sealed class RankFailureTests : IDisposable
{
    private const int D = 6;

    private static readonly int[] Counts = [40, 50, 30];

    private readonly string _folder = Directory.CreateTempSubdirectory("ranks").FullName;

    private string Checkpoint => Path.Combine(_folder, "fit.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static InMemoryRows Part(int rank) => RankFits.Part(Fits.Rows(120, D), D, Counts, rank);

    private AutoencoderOptions WithCheckpoint()
    {
        AutoencoderOptions options = RankFits.Options();
        (options.Epochs, options.CheckpointPath, options.CheckpointInterval) = (12, Checkpoint, TimeSpan.Zero);
        return options;
    }

    [Fact]
    public void Rows_of_different_width_are_an_error_on_every_rank()
    {
        Exception[] failures = RankFits.Failures(3, rank => rank == 2 ? new InMemoryRows(Fits.Rows(30, 5), 5) : Part(rank));

        Assert.All(failures, failure => Assert.Contains(
            "agree on the number of slots of a row, but it is 6 on rank 0 and 5 on rank 2", Assert.IsType<InvalidOperationException>(failure).Message));
    }

    [Fact]
    public void Different_options_are_an_error_on_every_rank()
    {
        Exception[] failures = RankFits.Failures(3, Part, (options, rank) => options.LearningRate = rank == 1 ? 0.5f : 0.25f);

        Assert.All(failures, failure => Assert.Contains("LearningRate, but it is 0.25 on rank 0 and 0.5 on rank 1", failure.Message));
    }

    [Fact]
    public void No_rows_on_any_rank_are_an_error_on_every_rank()
    {
        Exception[] failures = RankFits.Failures(3, _ => new InMemoryRows(default, D));

        Assert.All(failures, failure => Assert.StartsWith("There are no rows to train on.", failure.Message));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(200)]
    public void A_rank_that_fails_ends_all_with_its_message(int row)
    {
        // With no cache, rows are read in every epoch.
        Exception[] failures = RankFits.Failures(
            3, rank => rank == 1 ? new FailingRows(Part(rank), row) : Part(rank), (options, _) => options.RowCacheBytes = 1);

        Assert.IsType<FileNotFoundException>(failures[1]);
        Assert.All([failures[0], failures[2]], failure => Assert.Equal(
            "Rank 1 of 3 failed, and with it the fit. FileNotFoundException: The disk with rank 1's rows is gone.", Assert.IsType<InvalidOperationException>(failure).Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_rank_that_is_canceled_cancels_all(int canceled)
    {
        using var stop = new CancellationTokenSource();
        Exception[] failures = RankFits.Failures(3, rank => rank == canceled ? new FailingRows(Part(rank), 60, stop.Cancel) : Part(rank), (options, rank) =>
        {
            options.RowCacheBytes = 1;
            options.CancellationToken = rank == canceled ? stop.Token : default;
        });

        Assert.All(failures, failure => Assert.IsType<OperationCanceledException>(failure));
        Assert.All(failures.Where((_, rank) => rank != canceled), failure => Assert.Equal($"Rank {canceled} of 3 was canceled, and with it the fit.", failure.Message));
    }

    [Fact]
    public void An_engine_that_leaves_out_other_ranks_is_named()
    {
        Exception[] failures = RankFits.Failures(3, Part, (options, _) => options.Engine = new SelfishEngine());

        Assert.All(failures, failure => Assert.Contains("SelfishEngine does not add up the gradients of ranks", failure.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_stopped_fit_resumes_to_the_bytes_of_an_unbroken_one(int stopped)
    {
        byte[] expected = RankFits.SameBytes(RankFits.Fit(3, Part, WithCheckpoint));
        Stop(stopped);
        Assert.True(File.Exists(Checkpoint));

        byte[] actual = RankFits.SameBytes(RankFits.Fit(3, Part, WithCheckpoint));

        Assert.Equal(expected, actual);
        Assert.False(File.Exists(Checkpoint));
    }

    [Fact]
    public void A_checkpoint_is_not_resumed_by_another_number_of_ranks_or_with_rows_moved_between_ranks()
    {
        Stop(1);

        Exception fewer = Assert.Throws<AggregateException>(() => RankFits.Fit(2, Part, WithCheckpoint)).InnerExceptions[1];
        Exception moved = Assert.Throws<AggregateException>(
            () => RankFits.Fit(3, rank => RankFits.Part(Fits.Rows(120, D), D, [50, 40, 30], rank), WithCheckpoint)).InnerExceptions[2];
        Exception alone = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(Fits.Rows(120, D), D), WithCheckpoint()));

        Assert.Contains("number of ranks is 3 in the checkpoint, but 2 in this fit", fewer.Message);
        Assert.Contains("number of rows of rank 0 is 40 in the checkpoint, but 50 in this fit", moved.Message);
        Assert.Contains("number of ranks is 3 in the checkpoint, but 1 in this fit", alone.Message);
    }

    /// <summary>The last rows are read to order the units of the finished model.</summary>
    [Fact]
    public void A_rank_that_fails_last_leaves_the_checkpoint()
    {
        var counted = new FailingRows(Part(1), int.MaxValue);
        byte[] expected = RankFits.SameBytes(RankFits.Fit(3, rank => rank == 1 ? counted : Part(rank), Streamed));
        var failing = new FailingRows(Part(1), counted.Read);

        Assert.Throws<AggregateException>(() => RankFits.Fit(3, rank => rank == 1 ? failing : Part(rank), Streamed));
        Assert.True(File.Exists(Checkpoint));

        Assert.Equal(expected, RankFits.SameBytes(RankFits.Fit(3, Part, Streamed)));

        AutoencoderOptions Streamed()
        {
            AutoencoderOptions options = WithCheckpoint();
            options.RowCacheBytes = 1;
            return options;
        }
    }

    [Fact]
    public void Only_the_first_rank_needs_the_folder_of_the_checkpoint()
    {
        AutoencoderModel[] models = InProcessCommunicator.Run(2, communicator =>
        {
            AutoencoderOptions options = WithCheckpoint();
            options.Communicator = communicator;
            options.CheckpointPath = communicator.Rank == 0 ? Checkpoint : "/no/such/folder/fit.checkpoint";
            return Autoencoder.Fit(Part(communicator.Rank), options);
        });

        RankFits.SameBytes(models);
    }

    private void Stop(int rank)
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<AggregateException>(() => InProcessCommunicator.Run(3, communicator =>
        {
            AutoencoderOptions options = WithCheckpoint();
            options.Communicator = communicator;
            options.RowCacheBytes = 1;
            options.CancellationToken = communicator.Rank == rank ? stop.Token : default;
            return Autoencoder.Fit(communicator.Rank == rank ? new FailingRows(Part(rank), 700, stop.Cancel) : Part(communicator.Rank), options);
        }));
    }

    /// <summary>Rows that fail, or do something else, when they have been read so often.</summary>
    private sealed class FailingRows(IRowSource rows, int rowsBefore, Action? instead = null) : IRowSource
    {
        /// <summary>The number of rows read so far, in all passes.</summary>
        public int Read { get; private set; }

        public int Dimension => rows.Dimension;

        public IRowReader Open() => new Reader(this, rows.Open());

        private sealed class Reader(FailingRows source, IRowReader inner) : IRowReader
        {
            public int Read(Span<float> rows, Span<float> weights)
            {
                int count = inner.Read(rows, weights);
                source.Read += count;
                if (source.Read >= source.Before)
                {
                    source.Fail();
                }

                return count;
            }

            public void Dispose() => inner.Dispose();
        }

        private int Before => rowsBefore;

        private void Fail()
        {
            if (instead is null)
            {
                throw new FileNotFoundException("The disk with rank 1's rows is gone.");
            }

            instead();
        }
    }

    /// <summary>An engine that takes no part in what ranks do together.</summary>
    private sealed class SelfishEngine : ITrainingEngine
    {
        public ITrainingSession Start(TrainingRequest request) => new ManagedEngine().Start(new TrainingRequest(
            request.Options, request.InitialParameters, request.Gpu, rows: 120, request.AuxiliaryLosses, request.Labels));
    }
}
