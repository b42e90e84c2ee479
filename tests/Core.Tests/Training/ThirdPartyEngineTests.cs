namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The managed engine has no private door: an engine that offers nothing but the public interfaces gives the same model.</summary>
public class ThirdPartyEngineTests
{
    // Wide enough for the managed engine to use threads, and a batch large enough for the corruption to be shared among them.
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
        Assert.Equal(kind.Definition.CorruptsInput, threaded.PiecesOfWork > 0);
        Assert.Equal(expected, Fit(kind, new DelegatingEngine.WithoutThreads(new ManagedEngine { NumberOfThreads = 3 })));
        Assert.Equal(expected, Fit(kind, new DelegatingEngine(new ManagedEngine { NumberOfThreads = 1 })));
    }

    private static byte[] Fit(AutoencoderKind kind, ITrainingEngine? engine)
    {
        AutoencoderOptions options = Fits.Options();
        (options.LatentDimension, options.HiddenLayers, options.Epochs, options.BatchSize) = (4, [96], 3, BatchSize);
        (options.ValidationFraction, options.Kind, options.Engine) = (0.2f, kind, engine);
        return Fits.Bytes(Autoencoder.Fit(new InMemoryRows(Fits.Rows(400, Dimension), Dimension), options));
    }
}
