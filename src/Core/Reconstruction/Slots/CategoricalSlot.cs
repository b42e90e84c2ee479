using System.Globalization;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>What binary slots and one-hot groups have in common: values in [0, 1], and logits that are kept bounded.</summary>
internal abstract class CategoricalSlot : SlotDefinition
{
    /// <summary>Frequencies are kept this far from 0 and 1, because the logit of 0 or 1 is infinite.</summary>
    private const float MinFrequency = 1e-3f;

    /// <summary>The smallest probability whose logarithm is taken: the spacing of single precision near 1.</summary>
    private const double MinProbability = 1e-7;

    /// <summary>The largest change of a logit per standard deviation of a code, at the start of a fit.</summary>
    private const float MaxLogitChange = 4f;

    public sealed override bool IsContinuous => false;

    public override void Check(ReadOnlySpan<float> row, SlotRange range)
    {
        for (int j = 0; j < row.Length; j++)
        {
            if (row[j] < 0 || row[j] > 1)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Every value must be in [0, 1] for a Bernoulli reconstruction and for a binary or one-hot slot of a Mixed one, "
                    + $"but slot {range.Start + j} of a row holds {row[j]}. ")
                    + "Use Scaling = MinMax with the Bernoulli reconstruction, or use a Gaussian one.");
            }
        }
    }

    /// <summary>A slot's mean as a frequency, kept away from 0 and 1.</summary>
    protected static float Frequency(float mean) => Math.Clamp(mean, MinFrequency, 1 - MinFrequency);

    /// <summary>−log p, in nats. Probabilities are kept away from 0, whose logarithm is infinite.</summary>
    protected static float Surprise(float probability) => -(float)ScalarFunctions.Log(Math.Clamp((double)probability, MinProbability, 1));

    /// <summary>Adds <see cref="Surprise"/> to a graph.</summary>
    protected static string EmitSurprise(OnnxGraphBuilder graph, string probability)
    {
        string bounded = graph.Node(
            "loss.bounded", "Clip", [probability, graph.Scalar("loss.min_probability", (float)MinProbability), graph.Scalar("one", 1)]);
        return graph.Node("loss.surprise", "Neg", [graph.Node("loss.log", "Log", [bounded])]);
    }

    protected static float LogitChange(float change) => Math.Clamp(change, -MaxLogitChange, MaxLogitChange);
}
