using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>
/// From the decoder's output a to the reconstruction x̂: itself for a continuous slot, sigmoid(a) for a binary one, and the softmax of a one-hot
/// group.
/// </summary>
internal static class OutputActivation
{
    /// <param name="slots">What the slots hold; all of a row.</param>
    /// <param name="output">a, <c>[rows, d]</c>.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="reconstruction">Receives x̂, of the same length; not the same span.</param>
    public static void Forward(ReadOnlySpan<SlotRange> slots, ReadOnlySpan<float> output, int rows, Span<float> reconstruction)
    {
        if (slots.Length == 1 && slots[0].Kind == SlotKind.Continuous)
        {
            output.CopyTo(reconstruction);
        }
        else if (slots.Length == 1 && slots[0].Kind == SlotKind.Binary)
        {
            ElementWise.Sigmoid(output, reconstruction);
        }
        else
        {
            ForwardMixed(slots, output, rows, reconstruction);
        }
    }

    private static void ForwardMixed(ReadOnlySpan<SlotRange> slots, ReadOnlySpan<float> output, int rows, Span<float> reconstruction)
    {
        // Exponents are 0 or less, so that nothing overflows, and taken in one go.
        int dimension = slots[^1].Start + slots[^1].Count;
        reconstruction.Clear();
        for (int row = 0; row < rows; row++)
        {
            foreach (SlotRange range in slots)
            {
                int start = (row * dimension) + range.Start;
                Exponents(range.Kind, output.Slice(start, range.Count), reconstruction.Slice(start, range.Count));
            }
        }

        ElementWise.Exp(reconstruction, reconstruction);
        for (int row = 0; row < rows; row++)
        {
            foreach (SlotRange range in slots)
            {
                int start = (row * dimension) + range.Start;
                Finish(range.Kind, output.Slice(start, range.Count), reconstruction.Slice(start, range.Count));
            }
        }
    }

    private static void Exponents(SlotKind kind, ReadOnlySpan<float> output, Span<float> exponents)
    {
        switch (kind)
        {
            case SlotKind.Binary:
                TensorPrimitives.Abs(output, exponents);
                TensorPrimitives.Negate(exponents, exponents);
                break;
            case SlotKind.OneHot:
                TensorPrimitives.Subtract(output, TensorPrimitives.Max(output), exponents);
                break;
        }
    }

    private static void Finish(SlotKind kind, ReadOnlySpan<float> output, Span<float> values)
    {
        switch (kind)
        {
            case SlotKind.Continuous:
                output.CopyTo(values);
                break;
            case SlotKind.Binary:
                for (int j = 0; j < values.Length; j++)
                {
                    values[j] = (output[j] >= 0 ? 1 : values[j]) / (1 + values[j]);
                }

                break;
            default:
                float sum = 0;
                foreach (float value in values)
                {
                    sum += value;
                }

                TensorPrimitives.Divide(values, sum, values);
                break;
        }
    }
}
