using System.Numerics.Tensors;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>0, 1, or a probability in between: x̂ = sigmoid(a), and the loss is the cross-entropy −x log x̂ − (1 − x) log(1 − x̂).</summary>
internal sealed class BinarySlot : CategoricalSlot
{
    private BinarySlot()
    {
    }

    public static BinarySlot Instance { get; } = new();

    public override bool IsGroup => false;

    /// <summary>−|a|.</summary>
    public override void Exponents(ReadOnlySpan<float> output, Span<float> exponents)
    {
        TensorPrimitives.Abs(output, exponents);
        TensorPrimitives.Negate(exponents, exponents);
    }

    public override void Activate(ReadOnlySpan<float> output, Span<float> values)
    {
        for (int j = 0; j < values.Length; j++)
        {
            values[j] = (output[j] >= 0 ? 1 : values[j]) / (1 + values[j]);
        }
    }

    /// <summary>max(x̂, 1 − x̂), whose logarithm is −log(1 + e^−|a|).</summary>
    public override void MaxProbabilities(ReadOnlySpan<float> reconstruction, Span<float> probabilities)
    {
        for (int j = 0; j < probabilities.Length; j++)
        {
            probabilities[j] = Math.Max(reconstruction[j], 1 - reconstruction[j]);
        }
    }

    /// <summary>max(a, 0) − a·x + log(1 + e^−|a|).</summary>
    public override void CrossEntropy(ReadOnlySpan<float> output, ReadOnlySpan<float> row, Span<float> logs)
    {
        for (int j = 0; j < logs.Length; j++)
        {
            logs[j] = Math.Max(output[j], 0) - (output[j] * row[j]) - logs[j];
        }
    }

    public override void Losses(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, Span<float> losses)
    {
        for (int j = 0; j < row.Length; j++)
        {
            losses[j] = (row[j] * Surprise(reconstruction[j])) + ((1 - row[j]) * Surprise(1 - reconstruction[j]));
        }
    }

    public override float OutputBias(float mean)
    {
        double frequency = Frequency(mean);
        return (float)ScalarFunctions.Log(frequency / (1 - frequency));
    }

    /// <summary>The reciprocal of the standard deviation.</summary>
    public override float VarianceFactor(float mean)
    {
        float frequency = Frequency(mean);
        return 1 / MathF.Sqrt(frequency * (1 - frequency));
    }

    public override float OutputChange(float mean, float change) => LogitChange(change / (Frequency(mean) * (1 - Frequency(mean))));

    public override string EmitLosses(OnnxGraphBuilder graph, string row, string reconstruction)
    {
        string one = graph.Scalar("one", 1);
        string ifOne = graph.Node("loss.if_one", "Mul", [row, EmitSurprise(graph, reconstruction)]);
        string opposite = graph.Node("loss.opposite", "Sub", [one, reconstruction]);
        string ifZero = graph.Node("loss.if_zero", "Mul", [graph.Node("loss.zeros", "Sub", [one, row]), EmitSurprise(graph, opposite)]);
        return graph.Node("loss.binary", "Add", [ifOne, ifZero]);
    }

    public override string Emit(OnnxGraphBuilder graph, string output) => graph.Node("decoder.probability", "Sigmoid", [output]);
}
