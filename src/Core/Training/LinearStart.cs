using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Starts a network at the best linear one: for a variational autoencoder that is probabilistic principal component analysis (Tipping and
/// Bishop, 1999), which is where a linear one ends (Lucas et al., Don't Blame the ELBO!, 2019); for any other, principal components with
/// codes of unit variance. What is learnt after that is the non-linear part, so that a fit is not worse than PCA to begin with.
/// </summary>
internal static class LinearStart
{
    /// <summary>A slot that the noise would drown keeps this part of its variance, or it would never be used.</summary>
    private const double LeastSignal = 0.05;

    /// <param name="parameters">The parameters, freshly drawn.</param>
    /// <param name="rows">Rows to learn from, scaled, <c>[n, d]</c>; overwritten.</param>
    /// <param name="options">What is fitted.</param>
    /// <param name="seed">The seed of the fit.</param>
    public static void Initialize(NetworkParameters parameters, Span<float> rows, AutoencoderOptions options, ulong seed)
    {
        int d = parameters.Architecture.InputDimension;
        int q = parameters.Architecture.LatentDimension;
        float[] mean = Center(rows, d);
        PrincipalComponents components = PrincipalComponents.Of(rows, d, q, seed);
        ParameterLayout layout = parameters.Layout;
        Span<float> values = parameters.Values;
        Span<float> encoder = (layout.EncoderLinear ?? layout.EncoderMean).Weight(values);
        Span<float> decoder = (layout.DecoderLinear ?? layout.DecoderOutput).Weight(values);
        decoder.Clear();
        if (layout.EncoderLinear is not null)
        {
            layout.EncoderMean.Weight(values).Clear();
            layout.DecoderOutput.Weight(values).Clear();
        }

        mean.CopyTo(layout.DecoderOutput.Bias(values));
        double noise = NoiseOf(components, d, q, options);
        for (int slot = 0; slot < components.Variances.Length && components.Variances[slot] > 1e-12 * components.TotalVariance; slot++)
        {
            double variance = components.Variances[slot];
            double drowned = options.Kind.IsVariational ? Math.Min(noise / variance, 1 - LeastSignal) : 0;
            float scale = (float)Math.Sqrt(variance * (1 - drowned));
            ReadOnlySpan<float> direction = components.Directions.AsSpan(slot * d, d);
            double offset = 0;
            for (int i = 0; i < d; i++)
            {
                encoder[(slot * d) + i] = direction[i] * (float)(scale / variance);
                decoder[(i * q) + slot] = direction[i] * scale;
                offset -= encoder[(slot * d) + i] * (double)mean[i];
            }

            layout.EncoderMean.Bias(values)[slot] = (float)offset;
            if (options.Kind.IsVariational)
            {
                layout.EncoderLogVariance.Bias(values)[slot] = (float)Math.Log(Math.Max(drowned, 1e-6));
            }
        }
    }

    /// <summary>The noise variance of the linear model: what the components leave, per slot left, in proportion to the weight of the latent term.</summary>
    private static double NoiseOf(PrincipalComponents components, int d, int q, AutoencoderOptions options)
    {
        double left = Math.Max(0, components.TotalVariance - components.Variances.Sum()) / Math.Max(1, d - q);
        double variance = (options.Reconstruction as Gaussian)?.Variance ?? left;
        return variance * ((options.Kind as Variational)?.KlWeight ?? 0);
    }

    private static float[] Center(Span<float> rows, int d)
    {
        float[] mean = new float[d];
        int n = rows.Length / d;
        Reductions.ColumnSums(rows, mean, n, d);
        System.Numerics.Tensors.TensorPrimitives.Divide(mean, n, mean);
        for (int start = 0; start < rows.Length; start += d)
        {
            System.Numerics.Tensors.TensorPrimitives.Subtract(rows.Slice(start, d), mean, rows.Slice(start, d));
        }

        return mean;
    }
}
