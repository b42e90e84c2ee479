using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Objectives;
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

    private static readonly string OldModels = Path.Combine(AppContext.BaseDirectory, "Persistence", "OldModels");

    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Models of every kind in the current format, and of every earlier format version.</summary>
    public static TheoryData<string> Models() =>
        [.. SeedModels.Names, .. Directory.GetFiles(OldModels, "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    public static TheoryData<string> Checkpoints() => [.. SeedCheckpoints.Names.Where(name => name != SeedCheckpoints.Labeled)];

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
                    ModelCheck.Works(model);
                }
            });
        }

        // Both outcomes occur, so the checks after the checksum are reached too.
        Assert.InRange(forged, MutationsOfModel / 30, MutationsOfModel);
        Assert.InRange(refused, MutationsOfModel / 3, 2 * MutationsOfModel);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(40)]
    public void A_mutated_detector_is_refused_or_unchanged_and_a_forged_one_is_refused_or_scores(int d)
    {
        var specimen = new Specimen(DetectorBytes(d));
        var other = new Specimen(ModelBytes("variational"));
        float[] rows = Fits.Rows(3, d);
        int forged = 0;
        foreach ((string title, Mutation mutation) in Mutations($"detector of {d}", specimen, other, MutationsOfModel))
        {
            AnomalyDetector? detector = Within(title, mutation.Bytes, stream => AnomalyDetector.Load(stream));
            forged += detector is not null && mutation.IsSealed ? 1 : 0;
            AssertDoesNotThrow(title, () =>
            {
                if (detector is not null && !mutation.IsSealed)
                {
                    Assert.Equal(specimen.Bytes, Bytes(detector));
                }
                else if (detector?.Model.InputDimension == d)
                {
                    Assert.All(detector.Scores(rows), score => Assert.InRange(detector.PValue(float.IsNaN(score) ? 0 : score), 0, 1));
                }
            });
        }

        Assert.InRange(forged, MutationsOfModel / 60, MutationsOfModel);
    }

    private static byte[] DetectorBytes(int d)
    {
        var options = new AnomalyDetectorOptions { Seed = 1, Epochs = 2, HiddenLayers = [5], LatentDimension = 3, BatchSize = 16 };
        return Bytes(Autoencoder.FitAnomalyDetector(new InMemoryRows(Fits.Rows(60, d), d), options));
    }

    private static byte[] Bytes(AnomalyDetector detector)
    {
        using var stream = new MemoryStream();
        detector.Save(stream);
        return stream.ToArray();
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void A_mutated_checkpoint_is_refused_or_unchanged_and_a_forged_one_is_resumed_or_refused(string name)
    {
        var specimen = new Specimen(SeedCheckpoints.Bytes(name, _folder));
        var other = new Specimen(SeedCheckpoints.Bytes(name == "variational" ? "dead units" : "variational", _folder));
        int heldOut = (int)Autoencoder.Fit(SeedCheckpoints.Rows(name), SeedCheckpoints.Options(name, path: null)).History.ValidationRowCount;
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
            Mutation mutation = seed % 3 == 0 ? StructureMutator.Mutate(specimen.Bytes, other.Bytes, new Random(seed)) : specimen.Mutate(seed, other);
            return mutation with { What = $"seed {seed}: {mutation.What}" };
        })).Select(mutation => ($"'{name}', {mutation.What}{(mutation.IsSealed ? ", checksum corrected" : "")}", mutation));

    private static T? Within<T>(string title, byte[] bytes, Func<Stream, T> read)
        where T : class
    {
        T? result = null;
        AssertDoesNotThrow(title, () => result = ModelCheck.Read(bytes, read));
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

    private static byte[] ModelBytes(string name) =>
        SeedModels.Names.Contains(name) ? SeedModels.Bytes(name) : File.ReadAllBytes(Path.Combine(OldModels, name + ".safetensors"));

    private static Checkpoint ReadCheckpoint(string name, int heldOut, Stream stream)
    {
        AutoencoderOptions options = SeedCheckpoints.Options(name, path: null);
        NetworkArchitecture architecture = options.ArchitectureFor(6);
        float[] best = new float[new NetworkParameters(options.Kind.Definition.LayoutOf(architecture)).Values.Length];
        var state = new FitState(best.Length, options.LatentDimension!.Value) { BestRowLosses = new RowLosses(heldOut) };
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
            ModelCheck.Works(Autoencoder.Fit(SeedCheckpoints.Rows(name), SeedCheckpoints.Options(name, path)));
        }
        catch (InvalidOperationException)
        {
            // The checkpoint belongs to another fit, or training diverged.
        }
    }

    private sealed record Checkpoint(float[] Best, FitState State);
}
