using System.Numerics.Tensors;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Starts a network at the best linear one: for a variational autoencoder that is probabilistic principal component analysis (Tipping and
/// Bishop, 1999), which is where a linear one ends (Lucas et al., Don't Blame the ELBO!, 2019); for any other, principal components with
/// codes of unit variance. What is learnt after that is the non-linear part, so that a fit is not worse than PCA to begin with.
/// </summary>
/// <remarks>
/// Categories of a mixed table count as in the factor analysis of mixed data (Pagès, 2004): a slot of a one-hot group is divided by the root of
/// its frequency, a binary one by its deviation. Codes that are rectified get each component twice, as itself and as its negative.
/// </remarks>
internal sealed class LinearStart
{
    /// <summary>A unit that the noise would drown keeps this part of its variance, or it would never be used.</summary>
    private const double LeastSignal = 0.05;

    /// <summary>Frequencies of categories nearer to 0 or 1 than this would make logits without bound.</summary>
    private const float LeastFrequency = 1e-3f;

    /// <summary>The most that a logit changes with one deviation of a code, to begin with.</summary>
    private const float MostLogitSlope = 4f;

    /// <summary>The inverse deviation along a component of less variance than this would be no number in single precision, or make none of a row.</summary>
    private const double LeastVariance = 1e-66;

    private readonly NetworkParameters _parameters;
    private readonly AutoencoderOptions _options;
    private readonly SlotRange[] _slots;
    private readonly float[] _mean;
    private readonly float[] _factor;

    private LinearStart(NetworkParameters parameters, RowStore rows, AutoencoderOptions options)
    {
        _parameters = parameters;
        _options = options;
        _slots = [.. options.Reconstruction.SlotsOf(parameters.Architecture.InputDimension)];
        _mean = MeanOf(rows, parameters.Architecture.InputDimension);
        _factor = Factors();
    }

    /// <param name="parameters">The parameters, freshly drawn.</param>
    /// <param name="rows">Rows to learn from, scaled.</param>
    /// <param name="options">What is fitted.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="throwIfCancelled">Called again and again, if anything.</param>
    public static void Initialize(
        NetworkParameters parameters, RowStore rows, AutoencoderOptions options, ulong seed, Action? throwIfCancelled = null)
    {
        var start = new LinearStart(parameters, rows, options);
        start.SetOutputBias();

        // A sigmoid is no line: such codes start from chance.
        if (options.Kind is not Sparse { Sparsity: KlSparsity })
        {
            start.SetComponents(start.ComponentsOf(rows, seed, throwIfCancelled));
        }
    }

    private static float[] MeanOf(RowStore rows, int dimension)
    {
        double[] sums = new double[dimension];
        float[] room = new float[dimension];
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<float> row = rows.Read(i, room);
            for (int j = 0; j < dimension; j++)
            {
                sums[j] += rows.Weight(i) * (double)row[j];
            }
        }

        return Array.ConvertAll(sums, sum => (float)(sum / rows.TotalWeight));
    }

    /// <summary>What each slot is multiplied by before its variance is compared with that of the others.</summary>
    private float[] Factors()
    {
        float[] factors = new float[_mean.Length];
        Array.Fill(factors, 1f);
        foreach (SlotRange range in _options.Reconstruction is Mixed ? _slots : [])
        {
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                float frequency = Frequency(slot);
                factors[slot] = range.Kind switch
                {
                    SlotKind.Binary => 1 / MathF.Sqrt(frequency * (1 - frequency)),
                    SlotKind.OneHot => 1 / MathF.Sqrt(frequency),
                    _ => 1,
                };
            }
        }

        return factors;
    }

    private float Frequency(int slot) => Math.Clamp(_mean[slot], LeastFrequency, 1 - LeastFrequency);

    private PrincipalComponents ComponentsOf(RowStore rows, ulong seed, Action? throwIfCancelled)
    {
        int d = _mean.Length;
        float[] centred = new float[checked(rows.Count * d)];
        for (int i = 0; i < rows.Count; i++)
        {
            Span<float> row = centred.AsSpan(i * d, d);
            TensorPrimitives.Subtract(rows.Read(i, row), _mean, row);
            TensorPrimitives.Multiply(row, _factor, row);
            TensorPrimitives.Multiply(row, (float)Math.Sqrt(rows.Weight(i) * rows.Count / rows.TotalWeight), row);
        }

        return PrincipalComponents.Of(centred, d, _parameters.Architecture.LatentDimension, seed, throwIfCancelled);
    }

    /// <summary>To begin with, every row is reconstructed as the mean, and every category by its frequency.</summary>
    private void SetOutputBias()
    {
        Span<float> bias = _parameters.Layout.DecoderOutput.Bias(_parameters.Values);
        foreach (SlotRange range in _slots)
        {
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                double frequency = Frequency(slot);
                bias[slot] = range.Kind switch
                {
                    SlotKind.Binary => (float)ScalarFunctions.Log(frequency / (1 - frequency)),
                    SlotKind.OneHot => (float)ScalarFunctions.Log(frequency),
                    _ => _mean[slot],
                };
            }
        }
    }

    private void SetComponents(PrincipalComponents components)
    {
        ParameterLayout layout = _parameters.Layout;
        Span<float> values = _parameters.Values;
        (layout.DecoderLinear ?? layout.DecoderOutput).Weight(values).Clear();
        if (layout.EncoderLinear is not null)
        {
            layout.EncoderMean.Weight(values).Clear();
            layout.DecoderOutput.Weight(values).Clear();
        }

        int q = _parameters.Architecture.LatentDimension;
        bool isRectified = _options.Kind is Sparse;
        int count = isRectified ? Math.Min(components.Variances.Length, q / 2) : components.Variances.Length;
        double noise = NoiseOf(components, q);
        double least = Math.Max(LeastVariance, 1e-12 * components.TotalVariance);
        for (int i = 0; i < count && components.Variances[i] > least; i++)
        {
            if (isRectified)
            {
                SetUnit(2 * i, components, i, sign: 1, noise);
                SetUnit((2 * i) + 1, components, i, sign: -1, noise);
            }
            else
            {
                SetUnit(i, components, i, sign: 1, noise);
            }
        }
    }

    private void SetUnit(int unit, PrincipalComponents components, int component, float sign, double noise)
    {
        int d = _mean.Length;
        int q = _parameters.Architecture.LatentDimension;
        ParameterLayout layout = _parameters.Layout;
        Span<float> encoder = (layout.EncoderLinear ?? layout.EncoderMean).Weight(_parameters.Values);
        Span<float> decoder = (layout.DecoderLinear ?? layout.DecoderOutput).Weight(_parameters.Values);
        double variance = components.Variances[component];
        double drowned = _options.Kind.IsVariational ? Math.Min(noise / variance, 1 - LeastSignal) : 0;
        float scale = sign * (float)Math.Sqrt(variance * (1 - drowned));
        ReadOnlySpan<float> direction = components.Directions.AsSpan(component * d, d);
        double offset = 0;
        foreach (SlotRange range in _slots)
        {
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                float weight = direction[slot] * _factor[slot] * (float)(scale / variance);
                encoder[(unit * d) + slot] = weight;
                decoder[(slot * q) + unit] = Slope(range.Kind, slot, direction[slot] / _factor[slot] * scale);
                offset -= weight * (double)_mean[slot];
            }
        }

        layout.EncoderMean.Bias(_parameters.Values)[unit] = (float)offset;
        if (_options.Kind.IsVariational)
        {
            layout.EncoderLogVariance.Bias(_parameters.Values)[unit] = (float)ScalarFunctions.Log(Math.Max(drowned, 1e-6));
        }
    }

    /// <summary>How the decoder's output changes where the reconstruction changes by so much: the derivative of the logit, at the mean.</summary>
    private float Slope(SlotKind kind, int slot, float change) => kind switch
    {
        SlotKind.Binary => Math.Clamp(change / (Frequency(slot) * (1 - Frequency(slot))), -MostLogitSlope, MostLogitSlope),
        SlotKind.OneHot => Math.Clamp(change / Frequency(slot), -MostLogitSlope, MostLogitSlope),
        _ => change,
    };

    /// <summary>The noise variance of the linear model: what the components leave, per slot left, in proportion to the weight of the latent term.</summary>
    private double NoiseOf(PrincipalComponents components, int q)
    {
        double left = Math.Max(0, components.TotalVariance - components.Variances.Sum()) / Math.Max(1, _mean.Length - q);
        return (_options.Reconstruction.NoiseVariance ?? left) * ((_options.Kind as Variational)?.KlWeight ?? 0);
    }
}
