using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>
/// The arithmetic of a network: what its matrix products come to, an addition and a multiplication for every weight, and nothing else.
/// Element-wise work is not counted, and so takes from the fraction of the peak.
/// </summary>
internal static class NetworkArithmetic
{
    /// <summary>
    /// FLOP to train a variational autoencoder on one row, skip connections included. A layer does 2·in·out forward, as much for the gradient of its
    /// weights, and as much for that of its input, unless that is the row itself.
    /// </summary>
    public static double Training(ParameterLayout layout)
    {
        DenseLayer[] encoder = [.. layout.EncoderHidden, layout.EncoderHeads];
        IEnumerable<DenseLayer> ofRow = Present(encoder[0], layout.EncoderSkip);
        IEnumerable<DenseLayer> others = [.. encoder[1..], .. layout.DecoderHidden, .. Present(layout.DecoderOutput, layout.DecoderSkip)];
        return (2 * Forward(ofRow)) + (3 * Forward(others));
    }

    /// <summary>FLOP to encode one row to its latent means, the skip connection included.</summary>
    public static double Encoding(ParameterLayout layout) =>
        Forward([.. layout.EncoderHidden, .. Present(layout.EncoderMean, layout.EncoderSkip)]);

    private static IEnumerable<DenseLayer> Present(DenseLayer layer, DenseLayer? skip) => skip is { } connection ? [layer, connection] : [layer];

    private static double Forward(IEnumerable<DenseLayer> layers) => layers.Sum(layer => 2.0 * layer.Inputs * layer.Outputs);
}
