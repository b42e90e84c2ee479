namespace MLNet.Autoencoder.Kinds;

/// <summary>Selects the largest activations of a row.</summary>
internal static class LargestActivations
{
    /// <summary>Keeps the largest of the candidates; of equal ones those that come first.</summary>
    /// <param name="activations">Of one row, <c>[q]</c>.</param>
    /// <param name="candidates">Which may be chosen, <c>[q]</c>; empty for all.</param>
    /// <param name="count">How many to keep.</param>
    /// <param name="selected">Receives the chosen ones, and 0 elsewhere; may be the same span as the activations.</param>
    /// <param name="scratch">Room for q values.</param>
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
        int equals = count - (choices - 1 - sorted.LastIndexOf(smallest));
        for (int i = 0; i < activations.Length; i++)
        {
            bool isKept = (candidates.IsEmpty || candidates[i])
                && (activations[i] > smallest || (activations[i] == smallest && equals-- > 0));
            selected[i] = isKept ? activations[i] : 0;
        }
    }
}
