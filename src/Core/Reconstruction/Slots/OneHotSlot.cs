using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>
/// One choice of a category, where one slot of the group is 1 and the others are 0: x̂ = softmax(a), and the loss is −Σ x log x̂. A group of zeros,
/// for an unknown category, takes no part in the loss.
/// </summary>
internal sealed class OneHotSlot : CategoricalSlot
{
    private OneHotSlot()
    {
    }

    public static OneHotSlot Instance { get; } = new();

    public override bool IsGroup => true;

    /// <summary>a − max a.</summary>
    public override void Exponents(ReadOnlySpan<float> output, Span<float> exponents) =>
        TensorPrimitives.Subtract(output, TensorPrimitives.Max(output), exponents);

    public override void Activate(ReadOnlySpan<float> output, Span<float> values)
    {
        float sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        TensorPrimitives.Divide(values, sum, values);
    }

    /// <summary>max x̂, whose logarithm is −log Σ exp(a − max a).</summary>
    public override void MaxProbabilities(ReadOnlySpan<float> reconstruction, Span<float> probabilities) =>
        probabilities.Fill(TensorPrimitives.Max(reconstruction));

    /// <summary>x·(max a − a + log Σ exp(a − max a)).</summary>
    public override void CrossEntropy(ReadOnlySpan<float> output, ReadOnlySpan<float> row, Span<float> logs)
    {
        float largest = TensorPrimitives.Max(output);
        for (int j = 0; j < logs.Length; j++)
        {
            logs[j] = row[j] * (largest - output[j] - logs[j]);
        }
    }

    public override void Losses(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, Span<float> losses)
    {
        for (int j = 0; j < row.Length; j++)
        {
            losses[j] = row[j] == 0 ? 0 : row[j] * Surprise(reconstruction[j]);
        }
    }

    /// <summary>m·x̂ − o·x with m = Σ o·x, which is 1 unless the category is unknown or missing: the derivative of −Σ o·x log x̂.</summary>
    public override void SubtractRow(ReadOnlySpan<float> row, ReadOnlySpan<float> observed, Span<float> values)
    {
        float mass = 0;
        for (int j = 0; j < row.Length; j++)
        {
            mass += row[j] * (observed.IsEmpty ? 1 : observed[j]);
        }

        for (int j = 0; j < row.Length; j++)
        {
            float mask = observed.IsEmpty ? 1 : observed[j];
            values[j] = (mass * values[j]) - (mask * row[j]);
        }
    }

    public override void Check(ReadOnlySpan<float> row, SlotRange range)
    {
        base.Check(row, range);
        float sum = 0;
        foreach (float value in row)
        {
            sum += value;
        }

        if (sum > 1.001f)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The slots of a one-hot group must add up to at most 1, but slots {range.Start} to {range.Start + range.Count - 1} of a row "
                + $"add up to {sum}. "
                + $"Declare them {nameof(SlotKind.Binary)} or {nameof(SlotKind.Continuous)} in {nameof(Mixed)}.{nameof(Mixed.Slots)}."));
        }
    }

    public override float OutputBias(float mean) => (float)ScalarFunctions.Log((double)Frequency(mean));

    /// <summary>The reciprocal of the square root of the frequency.</summary>
    public override float VarianceFactor(float mean) => 1 / MathF.Sqrt(Frequency(mean));

    public override float OutputChange(float mean, float change) => LogitChange(change / Frequency(mean));

    public override string EmitLosses(OnnxGraphBuilder graph, string row, string reconstruction) =>
        graph.Node("loss.one_hot", "Mul", [row, EmitSurprise(graph, reconstruction)]);

    public override string Emit(OnnxGraphBuilder graph, string output) =>
        graph.Node("decoder.probabilities", "Softmax", [output], OnnxAttribute.Number("axis", 1));
}
