namespace MLNet.Autoencoder.Fuzz;

/// <summary>A model file: it is refused, or loads as the model that it was, or, if its checksum is forged, as a model that works.</summary>
internal sealed class ModelTarget(string folder) : ITarget
{
    private readonly (string Name, byte[] Bytes)[] _seeds = Seeds.Read(folder, "model");
    private readonly Dictionary<string, Specimen> _specimens = [];

    public (byte[] Bytes, string What) Input(int seed)
    {
        (string name, _, Mutation mutation) = Mutated(seed);
        return (mutation.Bytes, $"'{name}': {mutation.What}{(mutation.IsSealed ? ", checksum corrected" : "")}");
    }

    public Outcome Run(int seed, Action<string> reach)
    {
        (_, byte[] original, Mutation mutation) = Mutated(seed);
        return Check(mutation.Bytes, original, mutation.IsSealed);
    }

    /// <summary>Loads a model and uses it in every way.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="original">The valid file that it was made from.</param>
    /// <param name="isSealed">Whether its checksum is forged.</param>
    public static Outcome Check(byte[] bytes, byte[] original, bool isSealed)
    {
        try
        {
            if (ModelCheck.Read(bytes, stream => AutoencoderModel.Load(stream)) is not { } model)
            {
                return new("refused: FormatException");
            }

            if (!isSealed)
            {
                AutoencoderModel honest = AutoencoderModel.Load(new MemoryStream(original));
                ModelCheck.Expect(Saved(model).AsSpan().SequenceEqual(Saved(honest)), "an altered file loads as another model");
                return new("loaded, unchanged");
            }

            ModelCheck.Works(model);
            model.SaveAsOnnx(Stream.Null, OnnxParts.Both);
            return new("worked");
        }
        catch (Exception e)
        {
            return Outcome.Defect(e);
        }
    }

    private static byte[] Saved(AutoencoderModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private (string Name, byte[] Original, Mutation Mutation) Mutated(int seed)
    {
        var random = new Random(seed);
        (string name, byte[] bytes) = _seeds[random.Next(_seeds.Length)];
        (string otherName, byte[] other) = _seeds[random.Next(_seeds.Length)];
        Mutation mutation = random.Next(3) == 0
            ? SpecimenOf(name, bytes).Mutate(random.Next(), SpecimenOf(otherName, other))
            : StructureMutator.Mutate(bytes, other, random);
        return (name, bytes, mutation);
    }

    private Specimen SpecimenOf(string name, byte[] bytes) =>
        _specimens.TryGetValue(name, out Specimen? specimen) ? specimen : _specimens[name] = new Specimen(bytes);
}
