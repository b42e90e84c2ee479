using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Training;

/// <summary>Makes codes independent of slots that never varied in the fit.</summary>
/// <remarks>
/// The weights of such a slot stay near their random start, because nothing can be learned from it. As long as the slot keeps its value, they act like
/// biases. A later value, such as the first discount ever given, would change the code at random.
/// </remarks>
internal static class ConstantSlots
{
    /// <summary>Moves the contribution of each such slot from the weights of the encoder to its biases.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="statistics">The statistics of the rows.</param>
    /// <param name="scaling">The scaling of the model.</param>
    /// <param name="hasLogVariance">Whether the encoder computes log-variances.</param>
    public static void Detach(NetworkParameters parameters, ColumnStatistics statistics, InputScaling scaling, bool hasLogVariance)
    {
        IEnumerable<int> all = Enumerable.Range(0, statistics.Dimension);
        int[] slots = [.. all.Where(slot => !(statistics.Range(slot) > 0))];
        float[] values = [.. all.Select(slot => (float)statistics.Mean(slot))];
        scaling.Apply(values, values);
        ParameterLayout layout = parameters.Layout;
        if (layout.EncoderSkip is { } skip)
        {
            Detach(layout.EncoderHidden[0], layout.EncoderHidden[0], parameters.Values, slots, values);
            Detach(skip, layout.EncoderMean, parameters.Values, slots, values);
            return;
        }

        Detach(layout.EncoderMean, layout.EncoderMean, parameters.Values, slots, values);
        if (hasLogVariance)
        {
            Detach(layout.EncoderLogVariance, layout.EncoderLogVariance, parameters.Values, slots, values);
        }
    }

    /// <param name="layer">The layer that reads the slots.</param>
    /// <param name="biased">The layer whose biases are added to its output.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="slots">The slots to detach.</param>
    /// <param name="values">The value of each slot, in scaled units.</param>
    private static void Detach(DenseLayer layer, DenseLayer biased, Span<float> parameters, int[] slots, float[] values)
    {
        Span<float> weights = layer.Weight(parameters), biases = biased.Bias(parameters);
        for (int output = 0; output < layer.Outputs; output++)
        {
            double moved = 0;
            foreach (int slot in slots)
            {
                ref float weight = ref weights[(output * layer.Inputs) + slot];
                moved += (double)weight * values[slot];
                weight = 0;
            }

            biases[output] += (float)moved;
        }
    }
}
