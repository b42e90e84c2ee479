using System.Numerics.Tensors;
using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>A number: x̂ = a, and the loss is the squared error (x̂ − x)².</summary>
internal sealed class ContinuousSlot : SlotDefinition
{
    private ContinuousSlot()
    {
    }

    public static ContinuousSlot Instance { get; } = new();

    public override bool IsContinuous => true;

    public override bool IsGroup => false;

    public override void Exponents(ReadOnlySpan<float> output, Span<float> exponents)
    {
    }

    public override void Activate(ReadOnlySpan<float> output, Span<float> values) => output.CopyTo(values);

    public override void MaxProbabilities(ReadOnlySpan<float> reconstruction, Span<float> probabilities)
    {
    }

    public override void CrossEntropy(ReadOnlySpan<float> output, ReadOnlySpan<float> row, Span<float> logs) => logs.Clear();

    public override void Losses(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, Span<float> losses)
    {
        TensorPrimitives.Subtract(row, reconstruction, losses);
        TensorPrimitives.Multiply(losses, losses, losses);
    }

    public override void Check(ReadOnlySpan<float> row, SlotRange range)
    {
    }

    public override float OutputBias(float mean) => mean;

    public override float VarianceFactor(float mean) => 1;

    public override float OutputChange(float mean, float change) => change;

    public override string EmitLosses(OnnxGraphBuilder graph, string row, string reconstruction)
    {
        string difference = graph.Node("loss.difference", "Sub", [row, reconstruction]);
        return graph.Node("loss.square", "Mul", [difference, difference]);
    }

    public override string Emit(OnnxGraphBuilder graph, string output) => output;
}
