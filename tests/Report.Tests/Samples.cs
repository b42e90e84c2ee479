using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Small data sets, and models and transformers fitted on them.</summary>
internal static class Samples
{
    public const int Dimension = 6;

    /// <summary>The kinds of the slots: one number, two probabilities and a choice.</summary>
    public static Mixed Mixed => new() { Slots = [SlotRange.Binary(1, 2), SlotRange.OneHot(3, 3)] };

    /// <summary>A row with values in [0, 1]: two numbers, their product, and one of three choices.</summary>
    public static float[] Row(int index)
    {
        var random = new Random(index);
        float a = random.NextSingle(), b = random.NextSingle();
        int choice = random.Next(3);
        return [a, b, a * b, choice == 0 ? 1 : 0, choice == 1 ? 1 : 0, choice == 2 ? 1 : 0];
    }

    public static InMemoryRows Rows(int count) => new(Values(count), Dimension);

    public static float[] Values(int count) => [.. Enumerable.Range(0, count).SelectMany(Row)];

    public static AutoencoderOptions Options(AutoencoderKind? kind = null, int latentDimension = 2) =>
        new() { Kind = kind ?? new Variational(), LatentDimension = latentDimension, HiddenLayers = [8], Epochs = 4, Seed = 1 };

    public static AutoencoderModel Model(AutoencoderOptions? options = null) => Autoencoder.Fit(Rows(60), options ?? Options());

    /// <summary>A view with the rows in one column, optional slot names, and other columns.</summary>
    public static TableView View(int count, string[]? slotNames = null, params TableColumn[] more)
    {
        DataViewSchema.Annotations? annotations = slotNames is null ? null : Names("SlotNames", slotNames);
        TableColumn features = TableColumn.Vector("Features", Vector(Dimension), i => new VBuffer<float>(Dimension, Row(i)), annotations);
        return new(count, [features, .. more]);
    }

    public static AutoencoderFeaturesTransformer Transformer(IDataView view, ReconstructionLoss? reconstruction = null) =>
        new MLContext(seed: 1).Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
        {
            InputColumnName = "Features",
            OutputColumnName = "Latent",
            LatentDimension = 2,
            HiddenLayers = [8],
            Epochs = 4,
            Reconstruction = reconstruction ?? new Gaussian(),
        }).Fit(view);

    public static VectorDataViewType Vector(int size) => new(NumberDataViewType.Single, size);

    public static DataViewSchema.Annotations Names(string kind, params string[] names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            kind,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names.Length, [.. names.Select(name => name.AsMemory())]));
        return builder.ToAnnotations();
    }

    public static TableColumn Text(string name, Func<int, string> value) =>
        TableColumn.Scalar(name, TextDataViewType.Instance, i => value(i).AsMemory());
}
