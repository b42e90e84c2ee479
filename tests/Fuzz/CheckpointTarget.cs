namespace MLNet.Autoencoder.Fuzz;

/// <summary>A checkpoint: the fit resumes and gives a model that works, or refuses it, or says that the training diverged.</summary>
internal sealed class CheckpointTarget(string folder, string scratch) : ITarget
{
    private readonly (string Name, byte[] Bytes)[] _seeds = Seeds.Read(folder, "checkpoint");

    public (byte[] Bytes, string What) Input(int seed)
    {
        (string name, Mutation mutation) = Mutated(seed);
        return (mutation.Bytes, $"'{name}': {mutation.What}{(mutation.IsSealed ? ", checksum corrected" : "")}");
    }

    public Outcome Run(int seed, Action<string> reach)
    {
        (string name, Mutation mutation) = Mutated(seed);
        return Check(name, mutation.Bytes, mutation.IsSealed, scratch);
    }

    /// <summary>Resumes a fit.</summary>
    public static Outcome Check(string name, byte[] bytes, bool isSealed, string scratch)
    {
        string path = Path.Combine(scratch, $"{Environment.ProcessId}.checkpoint");
        File.WriteAllBytes(path, bytes);
        try
        {
            AutoencoderModel model = Autoencoder.Fit(SeedCheckpoints.Rows(name), SeedCheckpoints.Options(name, path));
            if (!isSealed)
            {
                AutoencoderModel honest = Autoencoder.Fit(SeedCheckpoints.Rows(name), SeedCheckpoints.Options(name, path: null));
                ModelCheck.Expect(
                    model.Encode(new float[SeedModels.Dimension]).SequenceEqual(honest.Encode(new float[SeedModels.Dimension])),
                    "a fit resumed from an altered checkpoint gives another model");
                return new("resumed, unchanged");
            }

            ModelCheck.Works(model);
            return new("resumed");
        }
        catch (InvalidOperationException refusal)
        {
            return Outcome.Refused(refusal.InnerException ?? refusal);
        }
        catch (Exception e)
        {
            return Outcome.Defect(e);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private (string Name, Mutation Mutation) Mutated(int seed)
    {
        var random = new Random(seed);
        (string name, byte[] bytes) = _seeds[random.Next(_seeds.Length)];
        byte[] other = _seeds[random.Next(_seeds.Length)].Bytes;
        return (name, random.Next(3) == 0
            ? new Specimen(bytes).Mutate(random.Next(), new Specimen(other))
            : StructureMutator.Mutate(bytes, other, random));
    }
}
