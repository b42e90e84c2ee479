// What a program does with models, to be published trimmed and with NativeAOT: fits, saves, loads, resumes from checkpoints, and loads existing files.
// Each line that it prints depends on the data alone, and not on how the program was published.
//
//   Program FOLDER     a folder of model files, each with a .json of rows and their codes
using System.Security.Cryptography;
using System.Text.Json;
using MLNet.Autoencoder;

const int Dimension = 4;
float[] rows = [.. Enumerable.Range(0, 200).Select(i => i * 37 % 200 / 200f).SelectMany(t => new[] { t, t * t, MathF.Sqrt(t), t < 0.5f ? 0 : 1 })];

Check("variational", new AutoencoderOptions { Kind = new Variational { WarmupSteps = 20 }, AuxiliaryLosses = [new RowContrast()] });
Check("denoising", new AutoencoderOptions { Kind = new Denoising { Corruption = new SwapNoise() }, Reconstruction = new Bernoulli(), Scaling = Scaling.None });
Check("sparse", new AutoencoderOptions
{
    Kind = new Sparse { Sparsity = new KlSparsity { TargetActivation = 0.1f } },
    Reconstruction = new Mixed { Slots = [SlotRange.Binary(3, 1)] },
});
Check("dictionary", new AutoencoderOptions { Kind = new Sparse { Sparsity = new JumpRelu { ActiveUnits = 1, MatryoshkaLevels = 2 } } });

foreach (string file in Directory.GetFiles(args[0], "*.safetensors").Order(StringComparer.Ordinal))
{
    using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(file, ".json")));
    AutoencoderModel model = AutoencoderModel.Load(new MemoryStream(File.ReadAllBytes(file)));
    float[] codes = model.Encode(Values(expected, "rows"));
    bool isSame = codes.Zip(Values(expected, "codes"), (found, right) => Math.Abs(found - right) < 1e-5f).All(same => same);
    Console.WriteLine($"{Path.GetFileName(file)}: {model.Kind.GetType().Name}, codes {(isSame ? "as expected" : "differ")}, saved as {Hash(model)}");
}

static float[] Values(JsonDocument document, string name) => [.. document.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];

// Fits to the end, and again with an interruption.
void Check(string name, AutoencoderOptions options)
{
    (options.LatentDimension, options.HiddenLayers, options.Epochs, options.Seed) = (2, [8], 6, 1);
    AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, Dimension), options);

    using var interruption = new CancellationTokenSource();
    string checkpoint = $"{name}.checkpoint";
    (options.CheckpointPath, options.CheckpointInterval) = (checkpoint, TimeSpan.Zero);
    (options.CancellationToken, options.Progress) = (interruption.Token, new After(epochs: 3, interruption.Cancel));
    bool isInterrupted = false;
    try
    {
        Autoencoder.Fit(new InMemoryRows(rows, Dimension), options);
    }
    catch (OperationCanceledException)
    {
        isInterrupted = File.Exists(checkpoint);
    }

    (options.CancellationToken, options.Progress) = (CancellationToken.None, null);
    AutoencoderModel resumed = Autoencoder.Fit(new InMemoryRows(rows, Dimension), options);

    using var stream = new MemoryStream();
    model.Save(stream);
    stream.Position = 0;
    AutoencoderModel loaded = AutoencoderModel.Load(stream);
    Console.WriteLine($"{name}: saved as {Hash(model)}, loaded {(Hash(loaded) == Hash(model) && loaded.Encode(rows).SequenceEqual(model.Encode(rows)) ? "as saved" : "otherwise")}, "
        + $"{(isInterrupted ? "interrupted" : "not interrupted")}, resumed {(Hash(resumed) == Hash(model) ? "to the same model" : "to another model")}");
}

static string Hash(AutoencoderModel model)
{
    using var stream = new MemoryStream();
    model.Save(stream);
    return Convert.ToHexString(SHA256.HashData(stream.ToArray()))[..16];
}

internal sealed class After(int epochs, Action act) : IProgress<TrainingEpoch>
{
    public void Report(TrainingEpoch value)
    {
        if (value.Epoch == epochs)
        {
            act();
        }
    }
}
