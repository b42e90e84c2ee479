using MLNet.Autoencoder.Objectives;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

/// <summary>
/// Files that were altered. Each is refused in the documented way, or is unchanged; if its checksum was forged too, it may also be a working model.
/// Mutations are deterministic: a failure names the file and the seed of the mutation.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int MutationsOfModel = 2000;
    private const int MutationsOfCheckpoint = 1000;

    // As documented for AutoencoderModel.Load.
    private const long MemoryPerByte = 64;
    private const long BaseMemory = 1 << 20;

    // Up to this value, no sum in these small networks can overflow.
    private const float Moderate = 1e6f;

    private static readonly string OldModels = Path.Combine(AppContext.BaseDirectory, "Persistence", "OldModels");

    private static readonly Dictionary<string, Func<AutoencoderModel>> Fitted = new()
    {
        ["variational"] = () => Fit(new Variational()),
        ["variational, Bernoulli"] = () => Fit(new Variational { WarmupEpochs = 1 }, new Bernoulli(), Scaling.MinMax),
        ["plain, linear"] = () => Fit(new Plain(), hidden: []),
        ["denoising, Gaussian noise"] = () => Fit(new Denoising { Corruption = new GaussianNoise() }, new Gaussian { Variance = 0.5f }),
        ["denoising, mixed with gaps"] = () => Fit(new Denoising { Corruption = new SwapNoise() }, Fits.Mixed),
        ["sparse, top k"] = () => Fit(new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.25f } }, hidden: [5, 4]),
        ["sparse, L1"] = () => Fit(new Sparse { Sparsity = new L1Penalty() }),
        ["plain, heavy tails"] = () => FitTails(MissingValues.SkipRow),
        ["plain, heavy tails with gaps"] = () => FitTails(MissingValues.Mask),
        ["sparse, KL"] = () => Fit(new Sparse { Sparsity = new KlSparsity() }),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Models of every kind in the current format, and of every earlier format version.</summary>
    public static TheoryData<string> Models() =>
        [.. Fitted.Keys, .. Directory.GetFiles(OldModels, "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    public static TheoryData<string> Checkpoints() => ["variational", "dead units", "mixed with gaps"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_mutated_model_is_refused_or_unchanged_and_a_forged_one_is_refused_or_works(string name)
    {
        var specimen = new Specimen(ModelBytes(name));
        var other = new Specimen(ModelBytes(name == "variational" ? "sparse, KL" : "variational"));
        byte[] saved = Fits.Bytes(AutoencoderModel.Load(new MemoryStream(specimen.Bytes)));
        int forged = 0, refused = 0;
        foreach ((string title, Mutation mutation) in Mutations(name, specimen, other, MutationsOfModel))
        {
            AutoencoderModel? model = Within(title, mutation.Bytes, stream => AutoencoderModel.Load(stream));
            forged += model is not null && mutation.IsSealed ? 1 : 0;
            refused += model is null ? 1 : 0;
            AssertDoesNotThrow(title, () =>
            {
                if (model is not null && !mutation.IsSealed)
                {
                    Assert.Equal(saved, Fits.Bytes(model));
                }
                else if (model is not null)
                {
                    AssertWorks(model);
                }
            });
        }

        // Both outcomes occur, so the checks after the checksum are reached too.
        Assert.InRange(forged, MutationsOfModel / 30, MutationsOfModel);
        Assert.InRange(refused, MutationsOfModel / 3, 2 * MutationsOfModel);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void A_mutated_checkpoint_is_refused_or_unchanged_and_a_forged_one_is_resumed_or_refused(string name)
    {
        var specimen = new Specimen(CheckpointBytes(name));
        var other = new Specimen(CheckpointBytes(name == "variational" ? "dead units" : "variational"));
        int heldOut = (int)Autoencoder.Fit(CheckpointRows(), CheckpointOptions(name, path: null)).History.ValidationRowCount;
        Checkpoint honest = ReadCheckpoint(name, heldOut, new MemoryStream(specimen.Bytes));
        int forged = 0, refused = 0;
        foreach ((string title, Mutation mutation) in Mutations(name, specimen, other, MutationsOfCheckpoint))
        {
            Checkpoint? read = Within(title, mutation.Bytes, stream => ReadCheckpoint(name, heldOut, stream));
            forged += read is not null && mutation.IsSealed ? 1 : 0;
            refused += read is null ? 1 : 0;
            AssertDoesNotThrow(title, () =>
            {
                if (read is not null && !mutation.IsSealed)
                {
                    AssertEqual(honest, read);
                }
                else if (read is not null)
                {
                    Resume(name, mutation.Bytes);
                }
            });
        }

        Assert.InRange(forged, MutationsOfCheckpoint / 20, MutationsOfCheckpoint);
        Assert.InRange(refused, MutationsOfCheckpoint / 3, 2 * MutationsOfCheckpoint);
    }

    private static IEnumerable<(string Title, Mutation Mutation)> Mutations(string name, Specimen specimen, Specimen other, int count) =>
        specimen.Cuts().Concat(Enumerable.Range(0, count).Select(seed =>
        {
            Mutation mutation = specimen.Mutate(seed, other);
            return mutation with { What = $"seed {seed}: {mutation.What}" };
        })).Select(mutation => ($"'{name}', {mutation.What}{(mutation.IsSealed ? ", checksum corrected" : "")}", mutation));

    /// <summary>Reads within the documented memory limit; null if the bytes are refused in the documented way.</summary>
    private static T? Within<T>(string title, byte[] bytes, Func<Stream, T> read)
        where T : class
    {
        T? result = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertDoesNotThrow(title, () =>
        {
            try
            {
                result = read(new MemoryStream(bytes));
            }
            catch (FormatException)
            {
                // The only way to refuse a file.
            }
        });
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (MemoryPerByte * bytes.Length) + BaseMemory, $"{title}: {allocated} bytes were allocated for a file of {bytes.Length} bytes.");
        return result;
    }

    private static void AssertDoesNotThrow(string title, Action use)
    {
        try
        {
            use();
        }
        catch (Exception e)
        {
            Assert.Fail($"{title}: {e}");
        }
    }

    /// <summary>A forged model works: it can be saved and loaded again, and its codes are finite unless a sum overflows.</summary>
    private static void AssertWorks(AutoencoderModel model)
    {
        byte[] saved = Fits.Bytes(model);
        Assert.Equal(saved, Fits.Bytes(AutoencoderModel.Load(new MemoryStream(saved))));

        float[] row = new float[model.InputDimension];
        Array.Fill(row, 0.5f);
        float[] code = model.Encode(row);
        Assert.Equal(model.LatentDimension, code.Length);
        Assert.Equal(model.InputDimension, model.Decode(code).Length);
        Assert.True(TensorPrimitives.IsFiniteAll<float>(code) || !IsModerate(model), "the code is not finite");
    }

    private static bool IsModerate(AutoencoderModel model) =>
        Math.Abs(TensorPrimitives.MaxMagnitude<float>(model.Content.Parameters.Values)) <= Moderate
        && Math.Abs(TensorPrimitives.MaxMagnitude(model.Content.Scaling.Offset)) <= Moderate
        && TensorPrimitives.Min(model.Content.Scaling.Scales) >= 1 / Moderate
        && (model.Content.Scaling.Tails is not { } tails || IsModerate(tails));

    private static bool IsModerate(TailScale tails) =>
        Math.Abs(TensorPrimitives.MaxMagnitude(tails.Centers)) <= Moderate && tails.Slots.All(slot => tails.Widths[slot] >= 1 / Moderate);

    private static byte[] ModelBytes(string name) =>
        Fitted.TryGetValue(name, out Func<AutoencoderModel>? fit) ? Fits.Bytes(fit()) : File.ReadAllBytes(Path.Combine(OldModels, name + ".safetensors"));

    private static AutoencoderModel Fit(
        AutoencoderKind kind, ReconstructionLoss? reconstruction = null, Scaling scaling = Scaling.Automatic, int[]? hidden = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.Reconstruction, options.Scaling, options.HiddenLayers) = (kind, reconstruction ?? new Gaussian(), scaling, hidden ?? [5]);
        (options.LatentDimension, options.Epochs, options.ValidationFraction) = (3, 3, 0.2f);
        options.MissingValues = reconstruction is Mixed ? MissingValues.Mask : MissingValues.SkipRow;
        float[] rows = Fits.MixedRows(60);
        return Autoencoder.Fit(new InMemoryRows(reconstruction is Bernoulli ? Array.ConvertAll(rows, Math.Abs) : rows, 6), options);
    }

    private static AutoencoderModel FitTails(MissingValues missingValues)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.LatentDimension, options.MissingValues) = (new Plain(), 3, missingValues);
        float[] rows = Fits.Rows(60, 6);
        rows[8] = 1e6f;
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 6), options);
        Assert.Equal([2], model.Content.Scaling.Tails!.Slots);
        return model;
    }

    private static AutoencoderOptions CheckpointOptions(string name, string? path)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Epochs, options.LatentDimension, options.CheckpointPath, options.CheckpointInterval) = (8, 3, path, TimeSpan.Zero);
        (options.LearningRateSchedule, options.PlateauPatience, options.MaximumBatchSize) = (LearningRateSchedule.Plateau, 1, 40);
        options.ValidationFraction = name == "dead units" ? 0 : 0.2f;
        options.Kind = name == "dead units" ? new Sparse { Sparsity = new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f } } : new Variational { WarmupSteps = 9 };
        options.Reconstruction = name == "mixed with gaps" ? Fits.Mixed : new Gaussian();
        options.MissingValues = name == "mixed with gaps" ? MissingValues.Mask : MissingValues.SkipRow;
        return options;
    }

    private static InMemoryRows CheckpointRows() => new(Fits.MixedRows(60), 6);

    /// <summary>The checkpoint of a fit that was stopped after its fifth epoch.</summary>
    private byte[] CheckpointBytes(string name)
    {
        string path = Path.Combine(_folder, "fit.checkpoint");
        AutoencoderOptions options = CheckpointOptions(name, path);
        using var stop = new CancellationTokenSource();
        (options.CancellationToken, options.Progress) = (stop.Token, new StopAfter(5, stop));
        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(CheckpointRows(), options));
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static Checkpoint ReadCheckpoint(string name, int heldOut, Stream stream)
    {
        AutoencoderOptions options = CheckpointOptions(name, path: null);
        NetworkArchitecture architecture = options.ArchitectureFor(6);
        float[] best = new float[new NetworkParameters(new Variational().Definition.LayoutOf(architecture)).Values.Length];
        var state = new FitState(best.Length, options.LatentDimension) { BestRowLosses = new RowLosses(heldOut) };
        CheckpointFile.Read(stream, [], options.Kind.Terms(options.Reconstruction, 6), best, state);
        return new Checkpoint(best, state);
    }

    private static void AssertEqual(Checkpoint expected, Checkpoint actual)
    {
        Assert.Equal(expected.Best, actual.Best);
        Assert.Equal(expected.State.Training.Parameters, actual.State.Training.Parameters);
        Assert.Equal(expected.State.Training.FirstMoment, actual.State.Training.FirstMoment);
        Assert.Equal(expected.State.Training.SecondMoment, actual.State.Training.SecondMoment);
        Assert.Equal(expected.State.Training.StepCount, actual.State.Training.StepCount);
        Assert.Equal(expected.State.Progress, actual.State.Progress);
        Assert.Equal(expected.State.NoiseVariance, actual.State.NoiseVariance);
        Assert.Equal(expected.State.BestRowLosses.Values, actual.State.BestRowLosses.Values);
        Assert.Equal(expected.State.Start, actual.State.Start);
        Assert.Equal(expected.State.Epochs, actual.State.Epochs);
        Assert.Equal(expected.State.DeadUnits, actual.State.DeadUnits);
    }

    private void Resume(string name, byte[] checkpoint)
    {
        string path = Path.Combine(_folder, "forged.checkpoint");
        File.WriteAllBytes(path, checkpoint);
        try
        {
            AssertWorks(Autoencoder.Fit(CheckpointRows(), CheckpointOptions(name, path)));
        }
        catch (InvalidOperationException)
        {
            // The checkpoint belongs to another fit, or training diverged.
        }
    }

    private sealed record Checkpoint(float[] Best, FitState State);

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
