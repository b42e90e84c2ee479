using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>Turns the decoder's output a into the reconstruction x̂, as <see cref="SlotDefinition"/> defines it for each kind of slot.</summary>
internal static class OutputActivation
{
    /// <param name="slots">What the slots of a row hold, in order and without gaps.</param>
    /// <param name="output">a, <c>[rows, d]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="reconstruction">Receives x̂, <c>[rows, d]</c>; must not be the same span.</param>
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

    /// <summary>Computes all exponentials of a batch in one pass, between the two halves of each slot's activation.</summary>
    private static void ForwardMixed(ReadOnlySpan<SlotRange> slots, ReadOnlySpan<float> output, int rows, Span<float> reconstruction)
    {
        int dimension = slots[^1].Start + slots[^1].Count;
        reconstruction.Clear();
        for (int row = 0; row < rows; row++)
        {
            foreach (SlotRange range in slots)
            {
                int start = (row * dimension) + range.Start;
                range.Definition.Exponents(output.Slice(start, range.Count), reconstruction.Slice(start, range.Count));
            }
        }

        ElementWise.Exp(reconstruction, reconstruction);
        for (int row = 0; row < rows; row++)
        {
            foreach (SlotRange range in slots)
            {
                int start = (row * dimension) + range.Start;
                range.Definition.Activate(output.Slice(start, range.Count), reconstruction.Slice(start, range.Count));
            }
        }
    }
}
