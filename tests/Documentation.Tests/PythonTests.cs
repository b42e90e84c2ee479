using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit.Abstractions;

namespace MLNet.Autoencoder.Tests;

/// <summary>The script in docs/python.md computes what a model computes, and writes models that can be loaded.</summary>
public sealed class PythonTests : IDisposable
{
    private const float Tolerance = 1e-5f;
    private const int PixelCount = 64;

    private static readonly SlotRange[] Slots = [SlotRange.OneHot(2, 3), SlotRange.Binary(6, 2)];

    private static readonly Dictionary<string, AutoencoderOptions> Fits = new()
    {
        ["variational"] = new(),
        ["plain"] = new() { Kind = new Plain(), HiddenLayers = [24, 12], Activation = Activation.Tanh },
        ["denoising"] = new() { Kind = new Denoising(), Activation = Activation.Gelu },
        ["linear"] = new() { HiddenLayers = [], Scaling = Scaling.MinMax },
        ["top-k"] = new() { Kind = new Sparse() },
        ["top-k with hidden layers"] = new() { Kind = new Sparse(), HiddenLayers = [24], Activation = Activation.Relu },
        ["batch-top-k"] = new() { Kind = new Sparse { Sparsity = new BatchTopK() } },
        ["jump-relu"] = new() { Kind = new Sparse { Sparsity = new JumpRelu() } },
        ["gated"] = new() { Kind = new Sparse { Sparsity = new Gated() } },
        ["l1"] = new() { Kind = new Sparse { Sparsity = new L1Penalty() } },
        ["kl"] = new() { Kind = new Sparse { Sparsity = new KlSparsity() } },
        ["bernoulli"] = new() { Reconstruction = new Bernoulli(), Scaling = Scaling.MinMax },
        ["mixed"] = new() { Reconstruction = new Mixed { Slots = Slots }, MissingValues = MissingValues.Mask },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("python-").FullName;
    private readonly ITestOutputHelper _output;

    public PythonTests(ITestOutputHelper output)
    {
        _output = output;
        File.WriteAllText(PathOf("autoencoder.py"), string.Concat(Page.Read("docs/python.md").Blocks("python")));
    }

    [PythonFact]
    public void NumPy_encodes_and_decodes_as_the_model_does() => Compare("numpy", conversion: "");

    [PythonFact("torch")]
    public void PyTorch_encodes_and_decodes_as_the_model_does() =>
        Compare("torch", "tensors = {name: xp.tensor(value) for name, value in tensors.items()}");

    [PythonFact]
    public void A_model_changed_by_Python_loads_with_the_change()
    {
        AutoencoderModel model = Fit(new AutoencoderOptions(), Rows());
        Save(model, "model");

        Python.Run("numpy", _folder, """
            from autoencoder import *
            facts, tensors = read("model.safetensors")
            tensors["encoder.mean.bias"] = tensors["encoder.mean.bias"] + 1
            open("changed.safetensors", "wb").write(pack(facts, tensors))
            """);

        float[] expected = Array.ConvertAll(model.Encode(Rows()), value => value + 1);
        AssertClose("changed", expected, Load("changed").Encode(Rows()));
    }

    [PythonFact]
    public void A_model_created_by_Python_computes_what_Python_computes()
    {
        Write("rows", Rows());

        Python.Run("numpy", _folder, $$"""
            from autoencoder import *
            facts = {"format": "MLNet.Autoencoder", "format_version": "2", "input_dimension": "64", "hidden_layers": "[16]", "latent_dimension": "3",
                     "activation": "Silu", "kind": '{"type":"Plain"}', "reconstruction": '{"type":"Gaussian"}', "seed": "0", "row_count": "0",
                     "validation_row_count": "0", "skipped_row_count": "0", "best_epoch": "0", "start": "null", "restarts": "0", "history": "[]"}
            shapes = {"input.offset": [64], "input.scale": [64], "encoder.hidden.0.weight": [16, 64], "encoder.hidden.0.bias": [16],
                      "encoder.linear.weight": [3, 64], "encoder.mean.weight": [3, 16], "encoder.log_variance.weight": [3, 16],
                      "encoder.mean.bias": [3], "encoder.log_variance.bias": [3], "decoder.hidden.0.weight": [16, 3], "decoder.hidden.0.bias": [16],
                      "decoder.linear.weight": [64, 3], "decoder.output.weight": [64, 16], "decoder.output.bias": [64]}
            draw = np.random.default_rng(1)
            tensors = {name: draw.uniform(0.01, 0.05, shape).astype("f4") for name, shape in shapes.items()}
            tensors["input.scale"] += 16
            open("made.safetensors", "wb").write(pack(facts, tensors))
            encode(facts, tensors, np.fromfile("rows", "<f4").reshape(-1, 64)).tofile("encoded")
            """);

        AssertClose("made", Read("encoded"), Load("made").Encode(Rows()));
    }

    [PythonFact]
    public void A_dictionary_created_by_Python_computes_what_Python_computes()
    {
        Write("rows", Rows());

        Python.Run("numpy", _folder, """
            from autoencoder import *
            facts = {"format": "MLNet.Autoencoder", "format_version": "7", "input_dimension": "64", "hidden_layers": "[]", "latent_dimension": "3",
                     "activation": "Silu", "kind": '{"type":"Sparse","Sparsity":{"type":"BatchTopK","ActiveUnits":1}}', "reconstruction": '{"type":"Gaussian"}',
                     "seed": "0", "row_count": "0", "validation_row_count": "0", "skipped_row_count": "0", "best_epoch": "0", "final_epochs": "0", "start": "null",
                     "restarts": "0", "settings": "null", "loss_terms": "[]", "history": "[]"}
            shapes = {"input.offset": [64], "input.scale": [64], "encoder.mean.weight": [3, 64], "encoder.mean.bias": [3], "encoder.threshold": [3],
                      "decoder.output.weight": [64, 3], "decoder.output.bias": [64]}
            draw = np.random.default_rng(1)
            tensors = {name: draw.uniform(0.01, 0.05, shape).astype("f4") for name, shape in shapes.items()}
            tensors["input.scale"] += 16
            tensors["encoder.threshold"] += np.array([0, 0.6, 9], "f4")
            open("made.safetensors", "wb").write(pack(facts, tensors))
            encode(facts, tensors, np.fromfile("rows", "<f4").reshape(-1, 64)).tofile("encoded")
            """);

        float[] codes = Load("made").Encode(Rows());
        AssertClose("made", Read("encoded"), codes);
        Assert.Contains(0f, codes);
        Assert.Contains(codes, code => code > 0);
    }

    [PythonFact]
    public void The_model_in_the_zip_file_of_a_pipeline_can_be_read_and_replaced()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.Data.LoadFromEnumerable(Rows().Chunk(PixelCount).Select(pixels => new Digit { Pixels = pixels }));
        ITransformer chain = mlContext.Transforms.CopyColumns("Copy", "Pixels")
            .Append(mlContext.Transforms.AutoencoderFeatures("Latent", "Pixels", latentDimension: 6, epochs: 5))
            .Fit(digits);
        mlContext.Model.Save(chain, digits.Schema, PathOf("chain.zip"));

        Python.Run("numpy", _folder, """
            from autoencoder import *
            facts, tensors = read("chain.zip")
            tensors["encoder.mean.bias"] = tensors["encoder.mean.bias"] + 1
            facts["an unknown key"] = "makes the model longer"
            put_into_zip("chain.zip", "changed.zip", pack(facts, tensors))
            """);

        ITransformer changed = new MLContext().Model.Load(PathOf("changed.zip"), out _);
        float[] expected = [.. Latent(chain).Select(value => value + 1)];
        AssertClose("changed", expected, [.. Latent(changed)]);

        IEnumerable<float> Latent(ITransformer model) =>
            mlContext.Data.CreateEnumerable<Encoded>(model.Transform(digits), reuseRowObject: false).SelectMany(row => row.Latent);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Compare(string library, string conversion)
    {
        var models = Fits.ToDictionary(fit => fit.Key, fit => Fit(fit.Value, Rows(fit.Key == "mixed")));
        foreach ((string name, AutoencoderModel model) in models)
        {
            Save(model, name);
            Write($"{name}.rows", Rows(name == "mixed"));
            Write($"{name}.codes", model.Encode(Rows(name == "mixed")));
        }

        Python.Run(library, _folder, $"""
            import {library} as xp
            from autoencoder import *
            for name in {string.Join(", ", models.Keys.Select(name => $"'{name}'"))}:
                facts, tensors = read(f"{"{name}"}.safetensors")
                {conversion}
                rows, codes = [xp.asarray(np.fromfile(name + part, "<f4").reshape(-1, width)) for part, width in ((".rows", 64), (".codes", 6))]
                np.asarray(encode(facts, tensors, rows, xp)).tofile(name + ".encoded")
                np.asarray(decode(facts, tensors, codes, xp)).tofile(name + ".decoded")
            """);

        foreach ((string name, AutoencoderModel model) in models)
        {
            float[] codes = Read($"{name}.codes");
            AssertClose($"{name}, encoded", codes, Read($"{name}.encoded"));
            AssertClose($"{name}, decoded", model.Decode(codes), Read($"{name}.decoded"));
        }
    }

    private static AutoencoderModel Fit(AutoencoderOptions options, float[] rows)
    {
        options.LatentDimension = 6;
        options.Epochs = 5;
        options.Seed = 1;
        return Autoencoder.Fit(new InMemoryRows(rows, PixelCount), options);
    }

    /// <summary>The digits, optionally as a mixed table with a category, two Booleans and missing values.</summary>
    private static float[] Rows(bool isMixed = false)
    {
        IEnumerable<string> lines = File.ReadLines(Path.Combine(Page.Root, "examples", "data", "digits.csv")).Skip(1).Take(400);
        float[] rows = [.. lines.SelectMany(line => line.Split(',')[..PixelCount]).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))];
        for (int start = 0; isMixed && start < rows.Length; start += PixelCount)
        {
            Span<float> row = rows.AsSpan(start, PixelCount);
            int category = (int)row[3] % 3;
            row.Slice(2, 3).Clear();
            row[2 + category] = 1;
            row[6] = row[6] > 8 ? 1 : 0;
            row[7] = row[10] > 8 ? 1 : 0;
            row[20 + category] = float.NaN;
        }

        return rows;
    }

    /// <summary>Asserts that the largest difference is within the tolerance, relative to the largest value if that exceeds 1.</summary>
    private void AssertClose(string what, float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float difference = expected.Zip(actual).Max(pair => MathF.Abs(pair.First - pair.Second));
        float value = expected.Max(MathF.Abs);
        string found = string.Create(CultureInfo.InvariantCulture, $"{what}: values up to {value:G3} differ by at most {difference:G2}.");
        _output.WriteLine(found);
        Assert.True(difference <= Tolerance * MathF.Max(1, value), found);
    }

    private void Save(AutoencoderModel model, string name)
    {
        using FileStream file = File.Create(PathOf($"{name}.safetensors"));
        model.Save(file);
    }

    private AutoencoderModel Load(string name)
    {
        using FileStream file = File.OpenRead(PathOf($"{name}.safetensors"));
        return AutoencoderModel.Load(file);
    }

    private void Write(string name, float[] values) => File.WriteAllBytes(PathOf(name), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private float[] Read(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf(name))).ToArray();

    private string PathOf(string name) => Path.Combine(_folder, name);

    private sealed class Digit
    {
        [VectorType(PixelCount)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Encoded
    {
        public float[] Latent { get; set; } = [];
    }
}
