using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Inputs;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Fuzz;

/// <summary>The valid files that mutations start from. A conductor writes them once; workers read them.</summary>
internal static class Seeds
{
    /// <summary>The number of files of each kind, in a folder of its own, that are small; the others are mutated more rarely.</summary>
    private const int SmallBytes = 1 << 20;

    public static void Write(string folder)
    {
        string old = Path.Combine(AppContext.BaseDirectory, "OldModels");
        string models = Directory.CreateDirectory(Path.Combine(folder, "model")).FullName;
        foreach (string name in SeedModels.Names)
        {
            File.WriteAllBytes(Path.Combine(models, name), SeedModels.Bytes(name));
        }

        foreach (string path in Directory.GetFiles(old, "*.safetensors"))
        {
            File.Copy(path, Path.Combine(models, Path.GetFileNameWithoutExtension(path)), overwrite: true);
        }

        File.WriteAllBytes(Path.Combine(models, "wide, plain"), Fits.Bytes(SeedModels.Wide(1 << 18, new Plain(), new Gaussian())));
        File.WriteAllBytes(Path.Combine(models, "wide, variational"), Fits.Bytes(SeedModels.Wide((1 << 18) + 1, new Variational(), new Bernoulli())));
        File.WriteAllBytes(Path.Combine(models, "wide, mixed"), Fits.Bytes(SeedModels.Wide(1 << 20, new Plain(), new Mixed { Slots = [SlotRange.OneHot(3, 1 << 19)] })));
        File.WriteAllBytes(Path.Combine(models, "wide, sparse"), Fits.Bytes(SeedModels.Wide(1 << 19, new Sparse { Sparsity = new TopK { ActiveUnits = 1 } }, new Gaussian())));
        File.WriteAllBytes(Path.Combine(models, "wide, gated"), Fits.Bytes(SeedModels.Wide((1 << 18) + 2, new Sparse { Sparsity = new Gated() }, new Gaussian())));
        File.WriteAllBytes(Path.Combine(models, "widest"), Fits.Bytes(SeedModels.Wide(1 << 22, new Plain(), new Gaussian())));

        string checkpoints = Directory.CreateDirectory(Path.Combine(folder, "checkpoint")).FullName;
        foreach (string name in SeedCheckpoints.Names)
        {
            File.WriteAllBytes(Path.Combine(checkpoints, name), SeedCheckpoints.Bytes(name, checkpoints));
        }

        WriteZips(Directory.CreateDirectory(Path.Combine(folder, "zip")).FullName);
        foreach (string path in Directory.GetFiles(old, "*.zip"))
        {
            File.Copy(path, Path.Combine(folder, "zip", Path.GetFileNameWithoutExtension(path)), overwrite: true);
        }
    }

    /// <summary>Files by name, in a fixed order; each small one occurs often enough that a large one comes up once in a hundred inputs.</summary>
    public static (string Name, byte[] Bytes)[] Read(string folder, string kind)
    {
        (string Name, byte[] Bytes)[] files =
        [
            .. Directory.GetFiles(Path.Combine(folder, kind)).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))),
        ];
        var small = files.Where(file => file.Bytes.Length <= SmallBytes).ToArray();
        var large = files.Where(file => file.Bytes.Length > SmallBytes);
        return [.. large, .. Enumerable.Range(0, large.Count() * 100 / Math.Max(1, small.Length)).SelectMany(_ => small), .. small];
    }

    private static void WriteZips(string folder)
    {
        var context = new MLContext(seed: 1);
        float[] values = Fits.Rows(60, SeedModels.Dimension);
        IDataView data = context.Data.LoadFromEnumerable(values.Chunk(SeedModels.Dimension).Select(row => new Row { Features = row, Number = row[0] }));
        AutoencoderFeaturesTransformer features = Transformer("variational", data.Schema, "Features");
        Save("transformer", features, null);
        Save("transformer with schema", features, data.Schema);
        ITransformer scaler = context.Transforms.NormalizeMinMax("Scaled", "Features").Fit(data);
        ITransformer text = context.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(context.Transforms.Conversion.MapValueToKey("Key", "Text")).Fit(data);
        Save("chain", new TransformerChain<ITransformer>(scaler, Transformer("sparse, top k", scaler.GetOutputSchema(data.Schema), "Scaled"), text), data.Schema);
        Save("thresholds", Transformer("sparse, JumpReLU with gaps", data.Schema, "Features"), data.Schema);
        Save("mixed", Transformer("denoising, mixed with gaps", data.Schema, "Features"), data.Schema);

        void Save(string name, ITransformer model, DataViewSchema? schema)
        {
            using FileStream file = File.Create(Path.Combine(folder, name));
            context.Model.Save(model, schema, file);
        }
    }

    private static AutoencoderFeaturesTransformer Transformer(string name, DataViewSchema schema, string input)
    {
        AutoencoderModel model = AutoencoderModel.Load(new MemoryStream(SeedModels.Bytes(name)));
        FeatureColumns columns = FeatureColumns.Create(new InputColumns([input]), TestColumns.AllOf(model.Kind), model.Kind);
        return new(model, columns.FittedTo([schema[input]]));
    }

    private sealed class Row
    {
        [VectorType(SeedModels.Dimension)]
        public float[] Features { get; set; } = [];

        public float Number { get; set; }

        public string Text { get; set; } = "a word or two";
    }
}
