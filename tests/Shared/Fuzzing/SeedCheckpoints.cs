using MLNet.Autoencoder.Core.Tests.Training;

namespace MLNet.Autoencoder.Tests;

/// <summary>Checkpoints of small fits that were stopped, and the fits that resume from them.</summary>
internal static class SeedCheckpoints
{
    /// <summary>The name of the fit with labels.</summary>
    public const string Labeled = "labels";

    /// <summary>The names of the fits.</summary>
    public static IReadOnlyList<string> Names => ["variational", "dead units", "thresholds", "gates", "mixed with gaps", Labeled];

    /// <summary>The options of a fit.</summary>
    public static AutoencoderOptions Options(string name, string? path)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Epochs, options.LatentDimension, options.CheckpointPath, options.CheckpointInterval) = (8, 3, path, TimeSpan.Zero);
        (options.LearningRateSchedule, options.PlateauPatience, options.MaximumBatchSize) = (LearningRateSchedule.Plateau, 1, 40);
        options.ValidationFraction = name == "dead units" ? 0 : 0.2f;
        options.Kind = KindOf(name);
        options.Reconstruction = name == "mixed with gaps" ? Fits.Mixed : new Gaussian();
        options.MissingValues = name == "mixed with gaps" ? MissingValues.Mask : MissingValues.SkipRow;
        return options;
    }

    private static AutoencoderKind KindOf(string name) => name switch
    {
        "dead units" => new Sparse { Sparsity = new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f } },
        "thresholds" => new Sparse { Sparsity = new JumpRelu { ActiveUnits = 1, MatryoshkaLevels = 2 } },
        "gates" => new Sparse { Sparsity = new Gated() },
        _ => new Variational { WarmupSteps = 9 },
    };

    /// <summary>The rows of a fit.</summary>
    public static InMemoryRows Rows(string name)
    {
        float[] rows = Fits.MixedRows(60);
        return name == Labeled
            ? new(rows, SeedModels.Dimension, labels: Enumerable.Range(0, 60).Select(i => rows[SeedModels.Dimension * i] < 0 ? 0f : 1).ToArray(), labelKind: LabelKind.Class)
            : new(rows, SeedModels.Dimension);
    }

    /// <summary>The checkpoint of a fit that was stopped after its fifth epoch. A name always gives the same bytes.</summary>
    /// <param name="name">The fit.</param>
    /// <param name="folder">Where the checkpoint may be written.</param>
    public static byte[] Bytes(string name, string folder)
    {
        string path = Path.Combine(folder, "fit.checkpoint");
        AutoencoderOptions options = Options(name, path);
        using var stop = new CancellationTokenSource();
        (options.CancellationToken, options.Progress) = (stop.Token, new StopAfter(5, stop));
        try
        {
            Autoencoder.Fit(Rows(name), options);
            throw new InvalidOperationException("The fit was not stopped.");
        }
        catch (OperationCanceledException)
        {
            byte[] bytes = File.ReadAllBytes(path);
            File.Delete(path);
            return bytes;
        }
    }

    private sealed class StopAfter(int epoch, CancellationTokenSource stop) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value)
        {
            if (value.Epoch == epoch)
            {
                stop.Cancel();
            }
        }
    }
}
