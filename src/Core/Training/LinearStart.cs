using System.Numerics.Tensors;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Starts a network as the best linear autoencoder: principal components. For a kind with a distribution, this is probabilistic principal component
/// analysis (Tipping and Bishop, 1999), to which a linear variational autoencoder converges (Lucas et al., Don't Blame the ELBO!, 2019). For other
/// kinds, codes have variance 1. A fit starts no worse than PCA, and training learns the nonlinear part.
/// </summary>
/// <remarks>
/// Slots of a mixed table are weighted as in the factor analysis of mixed data (Pagès, 2004), see <see cref="SlotDefinition.VarianceFactor"/>. For
/// rectified codes, each component is used twice, once per sign. Rectified codes with more units than that start from rows.
/// </remarks>
internal sealed class LinearStart
{
    /// <summary>A unit drowned out by noise keeps this fraction of its variance; otherwise it would never be used.</summary>
    private const double MinSignal = 0.05;

    /// <summary>For a component with less variance, the reciprocal of the deviation, or a row times it, would overflow single precision.</summary>
    private const double MinVariance = 1e-66;

    /// <summary>A component with less than this fraction of the total variance is rounding error.</summary>
    private const double MinVarianceFraction = 1e-12;

    /// <summary>The smallest noise fraction whose logarithm becomes a log-variance, because the logarithm of 0 is infinite.</summary>
    private const double MinNoiseFraction = 1e-6;

    // Enough rows to find one factor from.
    private const int ScaleRows = 256;

    // The most codes of these rows to compute at a time, unless one row has more.
    private const int ScaleValues = 1 << 22;

    private readonly NetworkParameters _parameters;
    private readonly AutoencoderOptions _options;
    private readonly ComponentStart? _start;
    private readonly SlotRange[] _slots;
    private readonly int _latentDimension;
    private readonly float[] _mean;
    private readonly float[] _factor;

    private LinearStart(NetworkParameters parameters, RowStore rows, AutoencoderOptions options)
    {
        _parameters = parameters;
        _options = options;
        _start = options.Kind.Definition.Start;
        _slots = [.. options.Reconstruction.SlotsOf(parameters.Architecture.InputDimension)];
        _latentDimension = parameters.Architecture.LatentDimension;
        _mean = MeanOf(rows, parameters.Architecture.InputDimension);
        _factor = Factors();
    }

    /// <param name="parameters">The parameters, freshly drawn.</param>
    /// <param name="rows">Scaled rows to learn from.</param>
    /// <param name="options">The options of the fit.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="throwIfCanceled">Called repeatedly, unless <see langword="null"/>.</param>
    public static void Initialize(
        NetworkParameters parameters, RowStore rows, AutoencoderOptions options, ulong seed, Action? throwIfCanceled = null)
    {
        var start = new LinearStart(parameters, rows, options);
        start.SetOutputBias();

        if (start._start is not { } components)
        {
            return;
        }

        float[] centered = start.Centered(rows);
        if (components.IsRectified && start._latentDimension > 2 * Math.Min(start._mean.Length, rows.Count))
        {
            start.SetRowDirections(centered, seed);
        }
        else
        {
            start.SetComponents(
                PrincipalComponents.Of(centered, start._mean.Length, start._latentDimension, seed, throwIfCanceled), components);
            if (options.Kind.Definition.HasDictionary)
            {
                start.SetThresholdsOfComponents(rows);
            }
        }
    }

    private static float[] MeanOf(RowStore rows, int dimension)
    {
        double[] sums = new double[dimension];
        float[] buffer = new float[dimension];
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<float> row = rows.Read(i, buffer);
            for (int j = 0; j < dimension; j++)
            {
                sums[j] += rows.Weight(i) * (double)row[j];
            }
        }

        return Array.ConvertAll(sums, sum => (float)(sum / rows.TotalWeight));
    }

    /// <summary>The factors that make the variances of the slots comparable.</summary>
    private float[] Factors()
    {
        float[] factors = new float[_mean.Length];
        Array.Fill(factors, 1f);
        foreach (SlotRange range in _options.Reconstruction.WeighsSlots ? _slots : [])
        {
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                factors[slot] = range.Definition.VarianceFactor(_mean[slot]);
            }
        }

        return factors;
    }

    /// <summary>The rows minus their mean, with comparable variances, times the root of their weights, <c>[n, d]</c>.</summary>
    private float[] Centered(RowStore rows)
    {
        int d = _mean.Length;
        float[] centered = new float[checked(rows.Count * d)];
        for (int i = 0; i < rows.Count; i++)
        {
            Span<float> row = centered.AsSpan(i * d, d);
            TensorPrimitives.Subtract(rows.Read(i, row), _mean, row);
            TensorPrimitives.Multiply(row, _factor, row);
            TensorPrimitives.Multiply(row, (float)Math.Sqrt((double)rows.Weight(i) * rows.Count / rows.TotalWeight), row);
        }

        return centered;
    }

    /// <summary>Sets the biases so that every slot is at first reconstructed as its mean, and every category as its frequency.</summary>
    private void SetOutputBias()
    {
        Span<float> bias = _parameters.Layout.DecoderOutput.Bias(_parameters.Values);
        foreach (SlotRange range in _slots)
        {
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                bias[slot] = range.Definition.OutputBias(_mean[slot]);
            }
        }
    }

    private void SetComponents(PrincipalComponents components, ComponentStart start)
    {
        ParameterLayout layout = _parameters.Layout;
        Span<float> values = _parameters.Values;
        layout.DirectDecoder.Weight(values).Clear();
        ClearHiddenContributions();

        int q = _latentDimension;
        int count = start.IsRectified ? Math.Min(components.Variances.Length, q / 2) : components.Variances.Length;
        double noise = NoiseOf(components, q, start);
        double minVariance = Math.Max(MinVariance, MinVarianceFraction * components.TotalVariance);
        for (int i = 0; i < count && components.Variances[i] > minVariance; i++)
        {
            if (start.IsRectified)
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

    /// <summary>If there are hidden layers, lets only the skip connections contribute at first.</summary>
    private void ClearHiddenContributions()
    {
        ParameterLayout layout = _parameters.Layout;
        if (layout.EncoderSkip is not null)
        {
            layout.EncoderMean.Weight(_parameters.Values).Clear();
            layout.DecoderOutput.Weight(_parameters.Values).Clear();
        }
    }

    /// <summary>
    /// Lets each unit point to a row. A code with many more units than there are components cannot start from those: the units that get none would never
    /// be among the largest, and stay dead. Units that point to rows are each the largest for their own.
    /// </summary>
    private void SetRowDirections(ReadOnlySpan<float> centered, ulong seed)
    {
        int d = _mean.Length, n = centered.Length / d;
        float[] directions = new float[checked(_latentDimension * d)];
        new RandomStream(seed, RandomPurpose.StartDirections, 0).FillNormal(directions, 0);
        var order = new RandomPermutation(new RandomStream(seed, RandomPurpose.StartDirections, 1), n);
        for (int unit = 0; unit < _latentDimension; unit++)
        {
            Span<float> direction = directions.AsSpan(unit * d, d);
            ReadOnlySpan<float> row = unit < n ? centered.Slice(order[unit] * d, d) : [];
            if (Reductions.SumOfSquares(row) > MinVariance)
            {
                row.CopyTo(direction);
            }

            TensorPrimitives.Divide(direction, (float)Math.Sqrt(Reductions.SumOfSquares(direction)), direction);
        }

        ClearHiddenContributions();
        for (int unit = 0; unit < _latentDimension; unit++)
        {
            SetUnit(unit, directions.AsSpan(unit * d, d), encoderScale: 1, decoderScale: 1);
        }

        ReadOnlySpan<float> sample = centered[..(Math.Min(n, ScaleRows) * d)];
        SetThresholds(sample, directions, bias: []);
        float scale = ScaleOf(directions, sample);
        Span<float> dictionary = _parameters.Layout.DirectDecoder.Weight(_parameters.Values);
        TensorPrimitives.Multiply(dictionary, scale, dictionary);
    }

    /// <summary>Lets about as many units fire as the kind wants, once all weights are set.</summary>
    private void SetThresholdsOfComponents(RowStore rows)
    {
        int d = _mean.Length, n = Math.Min(rows.Count, ScaleRows);
        float[] sample = new float[checked(n * d)];
        for (int i = 0; i < n; i++)
        {
            Span<float> row = sample.AsSpan(i * d, d);
            rows.Read(i, row).CopyTo(row);
        }

        ParameterLayout layout = _parameters.Layout;
        DenseLayer encoder = layout.EncoderSkip ?? layout.EncoderMean;
        SetThresholds(sample, encoder.Weight(_parameters.Values), layout.EncoderMean.Bias(_parameters.Values));
    }

    /// <summary>Lets about as many units fire for rows as the kind wants.</summary>
    /// <param name="rows">The rows, <c>[n, d]</c>; as many as their activations may take are used.</param>
    /// <param name="weights">The weights that compute activations, <c>[q, d]</c>.</param>
    /// <param name="bias">Their bias, <c>[q]</c>; empty for none.</param>
    private void SetThresholds(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        int d = _mean.Length, q = _latentDimension, n = Math.Clamp(ScaleValues / Math.Max(d, q), 1, rows.Length / d);
        float[] activations = new float[checked(n * q)];
        MatrixProducts.MultiplyTransposed(rows, weights, activations, n, q, d, bias, new MatrixWorkspace());
        _options.Kind.Definition.SetThresholds(_parameters, activations, n);
    }

    /// <summary>The factor on codes with which their directions add up to the rows best: Σ x·x̂ / Σ x̂².</summary>
    private float ScaleOf(float[] directions, ReadOnlySpan<float> centered)
    {
        int d = _mean.Length, q = _latentDimension;
        int maxRows = Math.Clamp(ScaleValues / Math.Max(d, q), 1, ScaleRows);
        var workspace = new MatrixWorkspace();
        float[] codes = new float[checked(maxRows * q)], sums = new float[checked(maxRows * d)];
        CodeActivation? activation = _options.Kind.Definition.ActivationOf(_parameters);
        double product = 0, square = 0;
        for (int n; centered.Length > 0; centered = centered[(n * d)..])
        {
            n = Math.Min(maxRows, centered.Length / d);
            MatrixProducts.MultiplyTransposed(centered, directions, codes, n, q, d, [], workspace);
            activation?.Apply(codes.AsSpan(0, n * q), codes, n);
            MatrixProducts.Multiply(codes, directions, sums, n, d, q, workspace);
            for (int i = 0; i < n * d; i++)
            {
                product += (double)centered[i] * sums[i];
                square += (double)sums[i] * sums[i];
            }
        }

        return square > 0 && product > 0 ? (float)(product / square) : 1;
    }

    private void SetUnit(int unit, PrincipalComponents components, int component, float sign, double noise)
    {
        int d = _mean.Length;
        double variance = components.Variances[component];
        double noiseFraction = _options.Kind.Definition.HasDistribution ? Math.Min(noise / variance, 1 - MinSignal) : 0;
        float scale = sign * (float)Math.Sqrt(variance * (1 - noiseFraction));
        SetUnit(unit, components.Directions.AsSpan(component * d, d), encoderScale: (float)(scale / variance), scale);
        if (_options.Kind.Definition.HasDistribution)
        {
            _parameters.Layout.EncoderLogVariance.Bias(_parameters.Values)[unit] = (float)ScalarFunctions.Log(Math.Max(noiseFraction, MinNoiseFraction));
        }
    }

    /// <summary>Sets the weights of a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="direction">The direction of the unit, <c>[d]</c>.</param>
    /// <param name="encoderScale">The activation of a row one unit of length along the direction.</param>
    /// <param name="decoderScale">How far along the direction a code of 1 leads.</param>
    private void SetUnit(int unit, ReadOnlySpan<float> direction, float encoderScale, float decoderScale)
    {
        int d = _mean.Length;
        ParameterLayout layout = _parameters.Layout;
        Span<float> encoder = (layout.EncoderSkip ?? layout.EncoderMean).Weight(_parameters.Values);
        Span<float> decoder = layout.DirectDecoder.Weight(_parameters.Values);
        double offset = 0;
        foreach (SlotRange range in _slots)
        {
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                float weight = direction[slot] * _factor[slot] * encoderScale;
                encoder[(unit * d) + slot] = weight;
                decoder[(slot * _latentDimension) + unit] = range.Definition.OutputChange(_mean[slot], direction[slot] / _factor[slot] * decoderScale);
                offset -= weight * (double)_mean[slot];
            }
        }

        layout.EncoderMean.Bias(_parameters.Values)[unit] = (float)offset;
    }

    /// <summary>The noise variance of the linear model: the unexplained variance per remaining slot, times the weight of the divergence.</summary>
    private double NoiseOf(PrincipalComponents components, int q, ComponentStart start)
    {
        double unexplained = Math.Max(0, components.TotalVariance - components.Variances.Sum()) / Math.Max(1, _mean.Length - q);
        return (_options.Reconstruction.NoiseVariance ?? unexplained) * start.NoiseWeight;
    }
}
