using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>
/// The arithmetic of a network: one addition and one multiplication per weight in its matrix products, and nothing else. Element-wise work is not
/// counted and therefore lowers the fraction of the peak.
/// </summary>
internal static class NetworkArithmetic
{
    /// <summary>
    /// FLOP to train a variational autoencoder on one row, including skip connections. A layer needs 2·in·out FLOP in the forward pass, the same for
    /// the gradient of its weights, and the same for the gradient of its input unless that is the row itself.
    /// </summary>
    public static double Training(ParameterLayout layout)
    {
        DenseLayer[] encoder = [.. layout.EncoderHidden, layout.EncoderHeads];
        IEnumerable<DenseLayer> ofRow = Present(encoder[0], layout.EncoderSkip);
        IEnumerable<DenseLayer> others = [.. encoder[1..], .. layout.DecoderHidden, .. Present(layout.DecoderOutput, layout.DecoderSkip)];
        return (2 * Forward(ofRow)) + (3 * Forward(others));
    }

    /// <summary>FLOP to encode one row to its latent means, including the skip connection.</summary>
    public static double Encoding(ParameterLayout layout) =>
        Forward([.. layout.EncoderHidden, .. Present(layout.EncoderMean, layout.EncoderSkip)]);

    private static IEnumerable<DenseLayer> Present(DenseLayer layer, DenseLayer? skip) => skip is { } connection ? [layer, connection] : [layer];

    private static double Forward(IEnumerable<DenseLayer> layers) => layers.Sum(layer => 2.0 * layer.Inputs * layer.Outputs);
}
