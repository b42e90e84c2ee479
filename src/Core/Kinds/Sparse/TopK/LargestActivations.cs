namespace MLNet.Autoencoder.Kinds;

/// <summary>Selects the largest activations of a row.</summary>
internal static class LargestActivations
{
    /// <summary>Keeps the largest candidates; among equal ones, the first.</summary>
    /// <param name="activations">The activations of a row, <c>[q]</c>.</param>
    /// <param name="candidates">Which units may be selected, <c>[q]</c>; empty for all.</param>
    /// <param name="count">The number of activations to keep.</param>
    /// <param name="selected">Receives the selected activations, and 0 elsewhere; may be the same span as the activations.</param>
    /// <param name="scratch">A buffer for q values.</param>
    public static void Select(
        ReadOnlySpan<float> activations, ReadOnlySpan<bool> candidates, int count, Span<float> selected, Span<float> scratch)
    {
        int choices = 0;
        for (int i = 0; i < activations.Length; i++)
        {
            if (candidates.IsEmpty || candidates[i])
            {
                scratch[choices++] = activations[i];
            }
        }

        count = Math.Min(count, choices);
        Span<float> sorted = scratch[..choices];
        sorted.Sort();
        float smallest = count == 0 ? float.PositiveInfinity : sorted[^count];
        int ties = count - (choices - 1 - sorted.LastIndexOf(smallest));
        for (int i = 0; i < activations.Length; i++)
        {
            bool isKept = (candidates.IsEmpty || candidates[i])
                && (activations[i] > smallest || (activations[i] == smallest && ties-- > 0));
            selected[i] = isKept ? activations[i] : 0;
        }
    }
}
