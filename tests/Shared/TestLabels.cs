using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Tests;

/// <summary>The auxiliary losses of a test network, and the labels of its rows that they read.</summary>
/// <param name="Kind">What the labels are; <see langword="null"/> if no loss reads any.</param>
/// <param name="Losses">The losses.</param>
internal sealed record TestLabels(LabelKind? Kind, params AuxiliaryLoss[] Losses)
{
    /// <summary>The factor on the loss of a labeled row.</summary>
    public const double Factor = 1.6;

    private const int ClassCount = 3;

    // Seven rows: classes with one or more rows in a small batch, and rows without a label. Coprime to the batch size, so that steps differ.
    private static readonly float[] Classes = [0, float.NaN, 1, 0, 1, 2, float.NaN];
    private static readonly float[] Numbers = [0.4f, float.NaN, -1.3f, 1.9f, 0.1f, -0.7f, float.NaN];

    /// <summary>Every loss with every kind of labels that it reads, and several of them together. A test fails if a loss is missing here.</summary>
    public static IReadOnlyList<TestLabels> All { get; } =
    [
        new(LabelKind.Class, new LabelHead { Weight = 1.4f }),
        new(LabelKind.Number, new LabelHead { Weight = 0.8f }),
        new(LabelKind.Class, new SupervisedContrastive { Weight = 1.2f, Temperature = 0.5f }),
        new(LabelKind.Number, new SupervisedContrastive { Weight = 0.9f, Temperature = 0.5f, Bandwidth = 0.3f }),
        new(null, new RowContrast { Weight = 1.3f, Temperature = 0.5f }),
        new(LabelKind.Class, new LabelHead { Weight = 0.9f }, new RowContrast { Weight = 0.6f, Temperature = 0.8f }),
        new(LabelKind.Class, new RowContrast { Weight = 0.8f }, new SupervisedContrastive(), new LabelHead { Weight = 0.5f }),
        HeadAndContrast(LabelKind.Number),
        HeadAndContrast(LabelKind.Class),
    ];

    /// <summary>Whether a loss compares rows with their second views.</summary>
    public bool CompareViews => Losses.Any(loss => loss.Definition.SwapProbability is not null);

    /// <summary>The losses that read labels, together.</summary>
    public static TestLabels HeadAndContrast(LabelKind kind) =>
        new(kind, new LabelHead { Weight = 0.7f }, new SupervisedContrastive { Weight = 1.1f, Temperature = 0.3f, Bandwidth = 0.6f });

    /// <summary>The tensors of the losses.</summary>
    public IReadOnlyList<TensorSpec> Tensors(NetworkArchitecture architecture)
    {
        (int Class, double Weight)[] classes = [.. Enumerable.Range(0, Kind == LabelKind.Class ? ClassCount : 0).Select(label => (label, 1.0))];
        LabelEncoding? encoding = Kind is { } kind ? new LabelEncoding(kind, classes, mean: 0, deviation: 1, share: 1 / Factor) : null;
        return [.. Losses.SelectMany(loss => loss.Definition.Tensors(architecture, encoding))];
    }

    /// <summary>Writes the labels of a step to its batch, and the weights of the losses.</summary>
    public void WriteTo(TrainingBatch batch, int step)
    {
        float[] labels = Kind == LabelKind.Class ? Classes : Numbers;
        for (int row = 0; row < batch.Labels.Length; row++)
        {
            batch.LabelBuffer[row] = labels[((step * batch.Count) + row) % labels.Length];
        }

        batch.LabelFactor = Kind is null ? 1 : Factor;
        foreach (AuxiliaryLoss loss in Losses)
        {
            batch.WithWeight(loss.Definition.Term, loss.Weight);
        }
    }

    public override string ToString() => $"{Kind?.ToString() ?? "No label"} {string.Join(" + ", Losses.Select(loss => loss.GetType().Name))}";
}
