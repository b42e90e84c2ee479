using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Measures the latent units of a model on rows.</summary>
internal static class LatentReport
{
    /// <summary>The most rows to measure on; fewer if their values or codes would take more than a quarter of a GiB.</summary>
    private const int MaxRows = 20_000;
    private const int MaxValues = 1 << 26;

    /// <summary>The most units, because every two of them are compared.</summary>
    private const int MaxUnits = 46_340;

    /// <param name="model">The model.</param>
    /// <param name="source">The rows.</param>
    /// <exception cref="InvalidOperationException">The model can encode none of the rows, or has too many latent units.</exception>
    public static LatentDiagnostics Of(AutoencoderModel model, IRowSource source)
    {
        if (model.LatentDimension > MaxUnits)
        {
            throw new InvalidOperationException(
                $"The model has {model.LatentDimension} latent units, but at most {MaxUnits} can be diagnosed, because every two of them are compared. "
                + "Fit with a smaller LatentDimension, or compute what you need from the codes.");
        }

        float[] rows = Read(model, source);
        int d = model.InputDimension, q = model.LatentDimension, n = rows.Length / d;
        double[] divergences = model.Kind.Definition.HasDistribution ? LatentInformation.Divergences(model, rows) : new double[q];
        float[] codes = model.Encode(rows);
        CodeStatistics statistics = StatisticsOf(codes, q);
        model.Content.Scaling.Apply(rows, rows);
        float[] reconstructions = new float[rows.Length];
        new RowScorer(model).Decode(codes, reconstructions, keepsScale: true);
        double error = Reductions.SquaredDistance(rows, reconstructions);
        double? bias = DecoderDirections.HasOnlyContinuousSlots(model) ? Shrinkage.OfReconstructions(rows, reconstructions) : null;
        TensorPrimitives.Subtract(rows, reconstructions, reconstructions);
        LatentUnit[] units = Units(model, codes, statistics, divergences, errors: reconstructions);
        (double explained, double linear) = ExplainedVariances(rows, d, q, error);
        return new LatentDiagnostics(units, new UnitCodes(codes, q, statistics))
        {
            ExplainedVariance = explained,
            PrincipalComponentsExplainedVariance = linear,
            RowCount = n,
            L0 = statistics.L0,
            DensityHistogram = DensityBin.Histogram(Enumerable.Range(0, q).Select(statistics.Firings), n),
            RelativeReconstructionBias = bias,
        };
    }

    private static LatentUnit[] Units(AutoencoderModel model, float[] codes, CodeStatistics statistics, double[] divergences, float[] errors)
    {
        double[] influences = LatentInformation.Influences(model, codes, statistics);
        bool[] active = statistics.ActiveUnits(model.Kind.Definition.HasDistribution);
        float[] directions = DecoderDirections.Of(model);
        (int Unit, double Cosine)?[] nearest = DecoderDirections.Nearest(directions, model.InputDimension);
        double?[] shrinkage = DecoderDirections.AreWholeDecoder(model)
            ? Shrinkage.OfUnits(codes, errors, directions, DecoderDirections.SquaredNorms(model))
            : new double?[active.Length];
        return
        [
            .. Enumerable.Range(0, active.Length).Select(unit => new LatentUnit(
                statistics.Mean(unit), statistics.Variance(unit), divergences[unit], influences[unit], active[unit])
            {
                Density = statistics.Density(unit),
                Shrinkage = shrinkage[unit],
                NearestUnit = nearest[unit]?.Unit,
                NearestCosine = nearest[unit]?.Cosine,
            }),
        ];
    }

    /// <summary>The statistics of codes, added in blocks that stay in cache.</summary>
    private static CodeStatistics StatisticsOf(ReadOnlySpan<float> codes, int q)
    {
        var statistics = new CodeStatistics(q);
        for (int length; codes.Length > 0; codes = codes[length..])
        {
            length = Math.Min(RowScorer.BlockRows * q, codes.Length);
            statistics.Add(codes[..length]);
        }

        return statistics;
    }

    /// <summary>A random sample of the rows that the model can encode, with missing values replaced by their fill values.</summary>
    private static float[] Read(AutoencoderModel model, IRowSource source)
    {
        int d = model.InputDimension;
        var reservoir = new Reservoir(Math.Clamp(MaxValues / Math.Max(d, model.LatentDimension), 1, MaxRows));
        var rows = new List<float>();
        float[] row = new float[d];
        float[] weight = new float[source.HasWeights ? 1 : 0];
        using IRowReader reader = source.Open();
        long count = 0;
        for (; reader.ReadChecked(row, weight, [], capacity: 1) == 1; count++)
        {
            for (int slot = 0; model.Content.Scaling.AllowsMissing && slot < d; slot++)
            {
                row[slot] = float.IsNaN(row[slot]) ? model.Content.Scaling.FillValues[slot] : row[slot];
            }

            if (!TensorPrimitives.IsFiniteAll<float>(row))
            {
                continue;
            }

            int place = reservoir.Place();
            if ((long)place * d == rows.Count)
            {
                rows.AddRange(row);
            }
            else if (place >= 0)
            {
                row.CopyTo(CollectionsMarshal.AsSpan(rows)[(place * d)..]);
            }
        }

        return rows.Count > 0 ? [.. rows] : throw new InvalidOperationException(
            $"There is nothing to diagnose, because none of {count} rows can be encoded. Pass at least one row without NaN or infinite values.");
    }

    /// <param name="rows">The rows in scaled units, which are centered.</param>
    /// <param name="d">The number of slots.</param>
    /// <param name="q">The number of principal components.</param>
    /// <param name="error">The squared error of the model over all rows.</param>
    private static (double Model, double PrincipalComponents) ExplainedVariances(Span<float> rows, int d, int q, double error)
    {
        Center(rows, d);
        double total = Reductions.SumOfSquares(rows);
        return total == 0 ? (0, 0) : (1 - (error / total), ExplainedByComponents(rows, d, q));
    }

    private static double ExplainedByComponents(ReadOnlySpan<float> rows, int d, int q)
    {
        // As many components as slots or rows leave nothing unexplained.
        if (q >= Math.Min(d, rows.Length / d))
        {
            return 1;
        }

        PrincipalComponents components = PrincipalComponents.Of(rows, d, q, seed: 0);
        return components.Variances.Sum() / components.TotalVariance;
    }

    private static void Center(Span<float> rows, int dimension)
    {
        double[] mean = new double[dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            mean[i % dimension] += rows[i];
        }

        // Divided after all were added: the mean of identical rows is then exactly that row, which leaves nothing to explain.
        for (int slot = 0; slot < dimension; slot++)
        {
            mean[slot] = mean[slot] * dimension / rows.Length;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)(rows[i] - mean[i % dimension]);
        }
    }
}
