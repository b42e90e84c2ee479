using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>How much information each latent unit carries about a row. Also sorts units by it.</summary>
internal static class LatentInformation
{
    /// <summary>The number of rows on which information is measured; more would not change the order.</summary>
    public const int Rows = 1000;

    // The most values to decode for the influences: with many units, fewer rows are used.
    private const long DecodedValues = 1 << 26;

    // The most codes to compute at a time, unless one row has more.
    private const int EncodedValues = 1 << 24;

    /// <summary>
    /// The information of every unit, averaged over rows: the Kullback-Leibler divergence from N(0, 1), in nats, if codes have a distribution;
    /// otherwise how far the reconstruction moves, squared and in scaled units, if the unit is held at its mean.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows in the input's units, <c>[n, d]</c>.</param>
    /// <param name="throwIfCanceled">Called before rows are decoded for a unit; may be <see langword="null"/>.</param>
    public static double[] Measure(AutoencoderModel model, ReadOnlySpan<float> rows, Action? throwIfCanceled = null) =>
        model.Kind.Definition.HasDistribution ? Divergences(model, rows) : InfluencesOfRows(model, rows, throwIfCanceled);

    /// <summary>The model with its units sorted by their information on rows.</summary>
    public static AutoencoderModel Ordered(AutoencoderModel model, float[] rows, Action throwIfCanceled)
    {
        NetworkParameters ordered = model.Content.Parameters.Copy();
        Order(ordered, Measure(model, rows, throwIfCanceled), model.Kind.Definition.NestedCodes);
        return new AutoencoderModel(model.Content with { Parameters = ordered });
    }

    /// <summary>Sorts the units by information, most first: permutes every tensor along its latent axis.</summary>
    /// <param name="parameters">The parameters of a model.</param>
    /// <param name="information">The information of every unit.</param>
    /// <param name="nestedCodes">The number of nested codes, all of which keep their units.</param>
    public static void Order(NetworkParameters parameters, double[] information, int nestedCodes = 1)
    {
        int q = information.Length;
        int ShorterCodesOf(int unit) => Enumerable.Range(1, nestedCodes - 1).Count(level => unit < q >> level);
        int[] order = [.. Enumerable.Range(0, q).OrderByDescending(ShorterCodesOf).ThenByDescending(unit => information[unit])];
        foreach (ParameterTensor tensor in parameters.Tensors)
        {
            switch (tensor.LatentAxis)
            {
                case LatentAxis.None:
                    break;
                case LatentAxis.Rows:
                    PermuteRows(parameters[tensor], order, tensor.Columns);
                    break;
                case LatentAxis.Columns:
                    PermuteColumns(parameters[tensor], order);
                    break;
                default:
                    throw new InvalidOperationException($"Tensor {tensor.Name} has an unknown latent axis: {tensor.LatentAxis}.");
            }
        }
    }

    /// <summary>The divergence of every unit from N(0, 1), in nats, averaged over rows.</summary>
    public static double[] Divergences(AutoencoderModel model, ReadOnlySpan<float> rows)
    {
        int d = model.InputDimension, q = model.LatentDimension;
        int n = rows.Length / d;
        int blockRows = Math.Clamp(EncodedValues / q, 1, Math.Max(1, n));
        float[] means = new float[checked(blockRows * q)];
        float[] logVariances = new float[means.Length];
        var scorer = new RowScorer(model);
        double[] divergences = new double[q];
        for (int count; rows.Length > 0; rows = rows[(count * d)..])
        {
            count = Math.Min(blockRows, rows.Length / d);
            scorer.Encode(rows[..(count * d)], means.AsSpan(0, count * q), logVariances.AsSpan(0, count * q));
            for (int i = 0; i < count * q; i++)
            {
                divergences[i % q] += GaussianLatent.KlDivergence(means[i], logVariances[i]) / n;
            }
        }

        return divergences;
    }

    /// <summary>How far the reconstruction moves if each unit is held at its mean: squared, in scaled units, averaged over rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rowCodes">
    /// The codes of the rows, <c>[n, q]</c>. Unless the decoder is linear, influences are measured on a random sample of at most <see cref="Rows"/> of them;
    /// fewer if there are many units.
    /// </param>
    /// <param name="statistics">The statistics of these codes.</param>
    public static double[] Influences(AutoencoderModel model, ReadOnlySpan<float> rowCodes, CodeStatistics statistics) =>
        DecoderDirections.AreWholeDecoder(model)
            ? InfluencesOfDirections(model, statistics)
            : InfluencesOfCodes(model, Sampled(model, rowCodes, model.LatentDimension, Rows), throwIfCanceled: null);

    /// <summary>
    /// The influences on rows or, unless the decoder is linear, on a sample of them. Only that is encoded, because the codes of all rows may take gigabytes.
    /// </summary>
    private static double[] InfluencesOfRows(AutoencoderModel model, ReadOnlySpan<float> rows, Action? throwIfCanceled) =>
        DecoderDirections.AreWholeDecoder(model)
            ? InfluencesOfDirections(model, StatisticsOf(model, rows, throwIfCanceled))
            : InfluencesOfCodes(model, model.Encode(Sampled(model, rows, model.InputDimension, int.MaxValue)), throwIfCanceled);

    /// <summary>The influences in a linear decoder: without a unit, the reconstruction moves by (z − z̄)d, so that its influence is the variance of z times ‖d‖².</summary>
    private static double[] InfluencesOfDirections(AutoencoderModel model, CodeStatistics statistics)
    {
        double[] norms = DecoderDirections.SquaredNorms(model);
        return [.. norms.Select((norm, unit) => statistics.Variance(unit) * norm)];
    }

    private static CodeStatistics StatisticsOf(AutoencoderModel model, ReadOnlySpan<float> rows, Action? throwIfCanceled)
    {
        int d = model.InputDimension, q = model.LatentDimension;
        int blockRows = Math.Clamp(EncodedValues / q, 1, RowScorer.BlockRows);
        float[] codes = new float[checked(blockRows * q)];
        var scorer = new RowScorer(model);
        var statistics = new CodeStatistics(q);
        for (int count; rows.Length > 0; rows = rows[(count * d)..])
        {
            throwIfCanceled?.Invoke();
            count = Math.Min(blockRows, rows.Length / d);
            scorer.Encode(rows[..(count * d)], codes.AsSpan(0, count * q), []);
            statistics.Add(codes.AsSpan(0, count * q));
        }

        return statistics;
    }

    /// <summary>As many random rows of a matrix as take a small part of the fit to decode for every unit.</summary>
    private static float[] Sampled(AutoencoderModel model, ReadOnlySpan<float> rows, int width, int maxRows)
    {
        int all = rows.Length / width;
        int n = (int)Math.Clamp(DecodedValues / ((long)model.LatentDimension * model.InputDimension), 1, Math.Min(all, maxRows));
        float[] sample = new float[checked(n * width)];
        var order = new RandomPermutation(new RandomStream(0, RandomPurpose.Reservoir, 1), all);
        for (int i = 0; i < n; i++)
        {
            int row = n == all ? i : order[i];
            rows.Slice(row * width, width).CopyTo(sample.AsSpan(i * width));
        }

        return sample;
    }

    private static double[] InfluencesOfCodes(AutoencoderModel model, float[] codes, Action? throwIfCanceled)
    {
        int d = model.InputDimension, q = model.LatentDimension;
        int n = codes.Length / q;
        var scorer = new RowScorer(model);
        float[] reconstructions = new float[checked(n * d)];
        scorer.Decode(codes, reconstructions);

        var statistics = new CodeStatistics(q);
        statistics.Add(codes);
        float[] moved = new float[reconstructions.Length];
        double[] influences = new double[q];
        for (int unit = 0; unit < q; unit++)
        {
            throwIfCanceled?.Invoke();
            float[] without = [.. codes];
            for (int i = unit; i < without.Length; i += q)
            {
                without[i] = (float)statistics.Mean(unit);
            }

            scorer.Decode(without, moved);
            for (int i = 0; i < moved.Length; i++)
            {
                double distance = model.Content.Scaling.Distance(moved[i], reconstructions[i], i % d);
                influences[unit] += distance * distance / n;
            }
        }

        return influences;
    }

    private static void PermuteRows(Span<float> values, int[] order, int width)
    {
        float[] old = values.ToArray();
        for (int i = 0; i < order.Length; i++)
        {
            old.AsSpan(order[i] * width, width).CopyTo(values[(i * width)..]);
        }
    }

    private static void PermuteColumns(Span<float> values, int[] order)
    {
        float[] old = values.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            int column = i % order.Length;
            values[i] = old[i - column + order[column]];
        }
    }
}
