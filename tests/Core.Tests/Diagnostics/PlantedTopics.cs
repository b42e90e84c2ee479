using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Core.Tests.Diagnostics;

/// <summary>
/// Rows about topics of three slots each, and a sparse model whose unit t stands for topic t. Topics 0 and 1 always occur together. Unit 5 fires weakly with topic 3,
/// but its decoder direction is that of unit 2 and half of slot 17. Unit 6 never fires.
/// </summary>
internal static class PlantedTopics
{
    public const int Topics = 5;
    public const int SlotsPerTopic = 3;
    public const int Dimension = 18;
    public const int LatentDimension = 7;

    /// <summary>The scale of a slot: with an offset of 1, a strength of s is an input of 1 + s · scale.</summary>
    public static float ScaleOf(int slot) => slot % 2 == 0 ? 2 : 4;

    /// <summary>The topics of a row and their strengths: one topic after the other, each stronger from row to row.</summary>
    public static (int Topic, float Strength)[] TopicsOf(int row) => (row % 4) switch
    {
        0 => [(0, 1 + (row / 100f)), (1, 0.5f + (row / 200f))],
        var turn => [(turn + 1, 1 + (row / 100f))],
    };

    public static float[] Values(int count) => [.. Enumerable.Range(0, count).SelectMany(Row)];

    public static InMemoryRows Rows(int count) => new(Values(count), Dimension);

    public static AutoencoderModel Model()
    {
        var kind = new Sparse { Sparsity = new TopK { ActiveUnits = 2 } };
        var parameters = new NetworkParameters(kind.Definition.LayoutOf(new NetworkArchitecture(Dimension, [], LatentDimension, Activation.Relu)));
        parameters.Values.Clear();
        Span<float> encoder = parameters.Layout.EncoderMean.Weight(parameters.Values), decoder = parameters.Layout.DecoderOutput.Weight(parameters.Values);
        for (int topic = 0; topic < Topics; topic++)
        {
            for (int slot = topic * SlotsPerTopic; slot < (topic + 1) * SlotsPerTopic; slot++)
            {
                encoder[(topic * Dimension) + slot] = 1f / SlotsPerTopic;
                decoder[(slot * LatentDimension) + topic] = 1;
            }
        }

        for (int i = 0; i < SlotsPerTopic; i++)
        {
            encoder[(5 * Dimension) + (3 * SlotsPerTopic) + i] = 0.1f;
            decoder[(((2 * SlotsPerTopic) + i) * LatentDimension) + 5] = 1;
        }

        decoder[(17 * LatentDimension) + 5] = 0.5f;
        float[] offset = new float[Dimension], scale = [.. Enumerable.Range(0, Dimension).Select(ScaleOf)];
        Array.Fill(offset, 1f);
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 0, ValidationRowCount = 0, SkippedRowCount = 0 };
        return new AutoencoderModel(new ModelContent(parameters, new InputScaling(offset, scale, []), kind, new Gaussian(), Seed: 0, history));
    }

    private static float[] Row(int row)
    {
        float[] values = new float[Dimension];
        Array.Fill(values, 1f);
        foreach ((int topic, float strength) in TopicsOf(row))
        {
            for (int slot = topic * SlotsPerTopic; slot < (topic + 1) * SlotsPerTopic; slot++)
            {
                values[slot] += strength * ScaleOf(slot);
            }
        }

        return values;
    }
}
