namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The managed engine has no private door: an engine that offers nothing but the public interfaces gives the same model.</summary>
public class ThirdPartyEngineTests
{
    // Wide enough for the managed engine to use threads, and a batch large enough for making it to be shared among them.
    private const int Dimension = 128;
    private const int BatchSize = 160;

    public static TheoryData<AutoencoderKind> Kinds =>
    [
        .. TestKinds.All,
        new Variational { WarmupEpochs = 2 },
        new Denoising { Corruption = new MaskingNoise() },
        new Denoising { Corruption = new SwapNoise() },
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_fits_the_same_model_as_the_engine_it_delegates_to(AutoencoderKind kind)
    {
        var threaded = new DelegatingEngine(new ManagedEngine { NumberOfThreads = 3 });

        byte[] expected = Fit(kind, engine: null);

        Assert.Equal(expected, Fit(kind, threaded));
        Assert.True(threaded.PiecesOfWork > 0);
        Assert.Equal(expected, Fit(kind, new DelegatingEngine.WithoutThreads(new ManagedEngine { NumberOfThreads = 3 })));
        Assert.Equal(expected, Fit(kind, new DelegatingEngine(new ManagedEngine { NumberOfThreads = 1 })));
    }

    [Fact]
    public void What_an_engine_does_not_support_is_reported_to_the_caller_before_any_row_is_read()
    {
        var engine = new Unsupporting();
        AutoencoderOptions options = Fits.Options();
        options.Engine = engine;
        int passes = 0;

        var error = Assert.Throws<NotSupportedException>(() => Autoencoder.Fit(new ObservedRows(() => passes++), options));

        Assert.Same(engine.Error, error);
        Assert.Same(engine, engine.Options?.Engine);
        Assert.Equal(0, passes);
        Assert.False(engine.IsStarted);
    }

    [Fact]
    public void Options_are_checked_before_an_engine_sees_them()
    {
        var engine = new Unsupporting();
        AutoencoderOptions options = Fits.Options();
        (options.Engine, options.Epochs) = (engine, 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => Autoencoder.Fit(new ObservedRows(() => { }), options));

        Assert.Null(engine.Options);
    }

    private sealed class Unsupporting : ITrainingEngine
    {
        public NotSupportedException Error { get; } = new("This engine supports nothing.");

        public AutoencoderOptions? Options { get; private set; }

        public bool IsStarted { get; private set; }

        public void EnsureSupports(AutoencoderOptions options)
        {
            Options = options;
            throw Error;
        }

        public ITrainingSession Start(TrainingRequest request)
        {
            IsStarted = true;
            throw new InvalidOperationException();
        }
    }

    private sealed class ObservedRows(Action onPass) : IRowSource
    {
        public int Dimension => 3;

        public IRowReader Open()
        {
            onPass();
            return new InMemoryRows(Fits.Rows(20, 3), 3).Open();
        }
    }

    private static byte[] Fit(AutoencoderKind kind, ITrainingEngine? engine)
    {
        AutoencoderOptions options = Fits.Options();
        (options.LatentDimension, options.HiddenLayers, options.Epochs, options.BatchSize) = (4, [96], 3, BatchSize);
        (options.ValidationFraction, options.Kind, options.Engine) = (0.2f, kind, engine);
        return Fits.Bytes(Autoencoder.Fit(new InMemoryRows(Fits.Rows(400, Dimension), Dimension), options));
    }
}
