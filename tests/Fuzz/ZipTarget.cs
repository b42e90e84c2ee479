using Microsoft.ML;

namespace MLNet.Autoencoder.Fuzz;

/// <summary>
/// A zip file: our part is reported by a <see cref="FormatException"/> or works. What ML.NET's part does is counted apart: it may throw anything, allocate
/// without limit or never return.
/// </summary>
internal sealed class ZipTarget(string folder) : ITarget
{
    /// <summary>The point after which a hang, or a crash of the process, is ML.NET's: our part has been loaded alone and found well.</summary>
    public const string InMLNet = "in ML.NET";

    // Temporary files of that size at most.
    private const long MaxBytes = 64 << 20;

    private readonly (string Name, byte[] Bytes)[] _seeds = Seeds.Read(folder, "zip");

    public (byte[] Bytes, string What) Input(int seed)
    {
        (string name, _, ZipMutation mutation) = Mutated(seed);
        return (mutation.Bytes, $"'{name}': {mutation.What}");
    }

    public Outcome Run(int seed, Action<string> reach)
    {
        (_, byte[] original, ZipMutation mutation) = Mutated(seed);
        ZipPart honest = ZipParts.Of(original).Single(part => part.IsOurs);
        if (mutation.Payload is { } payload && ModelTarget.Check(payload, honest.Bytes[honest.Payload], isSealed: true) is { IsDefect: true } defect)
        {
            return defect;
        }

        using var stream = new MemoryStream(mutation.Bytes);
        try
        {
            ModelZip.CheckSize(stream, MaxBytes);
        }
        catch (FormatException)
        {
            return new("refused by CheckSize");
        }
        catch (Exception e)
        {
            return Outcome.Defect(e);
        }

        reach(InMLNet);
        ITransformer loaded;
        try
        {
            loaded = new MLContext().Model.Load(stream, out _);
        }
        catch (Exception e)
        {
            return OfLoad(e);
        }

        try
        {
            return Check(loaded, honest, mutation.Payload is not null);
        }
        catch (Exception e)
        {
            return Outcome.Defect(e);
        }
    }

    /// <summary>Ours is a <see cref="FormatException"/> alone; every other exception that passed through our code is a defect.</summary>
    private static Outcome OfLoad(Exception e)
    {
        Exception innermost = e.GetBaseException();
        string[] frames = innermost.StackTrace?.Split('\n') ?? [];
        bool isOurs = frames.Any(frame => frame.Contains(" MLNet.Autoencoder.", StringComparison.Ordinal) && !frame.Contains(".Fuzz.", StringComparison.Ordinal));
        return !isOurs ? new($"refused by ML.NET: {innermost.GetType().Name}")
            : innermost is FormatException ? new("refused: FormatException")
            : Outcome.Defect(e);
    }

    private static Outcome Check(ITransformer loaded, ZipPart honest, bool isForged)
    {
        IEnumerable<ITransformer> all = loaded as IEnumerable<ITransformer> ?? [loaded];
        AutoencoderFeaturesTransformer[] ours = [.. all.OfType<AutoencoderFeaturesTransformer>()];
        if (ours.Length == 0)
        {
            return new("loaded, without an autoencoder");
        }

        foreach (AutoencoderFeaturesTransformer transformer in ours)
        {
            ModelCheck.Works(transformer.Model);
            transformer.SaveAsOnnx(Stream.Null, OnnxParts.Both);
        }

        return new(isForged ? "worked" : "loaded");
    }

    private (string Name, byte[] Original, ZipMutation Mutation) Mutated(int seed)
    {
        var random = new Random(seed);
        (string name, byte[] bytes) = _seeds[random.Next(_seeds.Length)];
        byte[] other = _seeds[random.Next(_seeds.Length)].Bytes;
        return (name, bytes, ZipMutator.Mutate(bytes, other, MutateModel, random));
    }

    private static Mutation MutateModel(byte[] model, Random random) => random.Next(3) == 0
        ? new Specimen(model).Mutate(random.Next(), new Specimen(model))
        : StructureMutator.Mutate(model, model, random);
}
