using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Measures the latent units of a model on rows.</summary>
internal static class LatentReport
{
    /// <summary>The most rows to measure on; fewer if their values or codes would take more than a quarter of a GiB.</summary>
    private const int MaxRows = 20_000;
    private const int MaxValues = 1 << 26;

    /// <summary>The most units, because the correlations of all pairs are in one array.</summary>
    private static readonly int MaxUnits = (int)Math.Sqrt(Array.MaxLength);

    /// <param name="model">The model.</param>
    /// <param name="source">The rows.</param>
    /// <exception cref="InvalidOperationException">The model can encode none of the rows, or has too many latent units.</exception>
    public static LatentDiagnostics Of(AutoencoderModel model, IRowSource source)
    {
        if (model.LatentDimension > MaxUnits)
        {
            throw new InvalidOperationException(
                $"The model has {model.LatentDimension} latent units, but at most {MaxUnits} can be diagnosed, because the correlations of all pairs are held. "
                + "Fit with a smaller LatentDimension, or compute what you need from the codes.");
        }

        float[] rows = Read(model, source);
        int n = rows.Length / model.InputDimension;
        int q = model.LatentDimension;
        float[] codes = model.Encode(rows);
        var statistics = new CodeStatistics(q);
        statistics.Add(codes);
        double[] divergences = model.Kind.Definition.HasDistribution ? LatentInformation.Divergences(model, rows) : new double[q];
        double[] influences = LatentInformation.Influences(model, codes, LatentInformation.Rows);
        bool[] active = statistics.ActiveUnits(model.Kind.Definition.HasDistribution);
        LatentUnit[] units =
        [
            .. Enumerable.Range(0, q).Select(unit => new LatentUnit(
                statistics.Mean(unit), statistics.Variance(unit), divergences[unit], influences[unit], active[unit])),
        ];
        (double explained, double linear) = ExplainedVariances(model, rows, model.Decode(codes));
        return new LatentDiagnostics(units, Correlations(codes, statistics, q), explained, linear, n);
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

    private static double[] Correlations(float[] codes, CodeStatistics statistics, int q)
    {
        double[] correlations = new double[checked(q * q)];
        int n = codes.Length / q;
        for (int row = 0; row < n; row++)
        {
            for (int first = 0; first < q; first++)
            {
                double deviation = codes[(row * q) + first] - statistics.Mean(first);
                for (int second = 0; second < q; second++)
                {
                    correlations[(first * q) + second] += deviation * (codes[(row * q) + second] - statistics.Mean(second)) / n;
                }
            }
        }

        for (int i = 0; i < correlations.Length; i++)
        {
            double scale = Math.Sqrt(statistics.Variance(i / q) * statistics.Variance(i % q));
            correlations[i] = scale > 0 ? Math.Clamp(correlations[i] / scale, -1, 1) : 0;
        }

        return correlations;
    }

    private static (double Model, double PrincipalComponents) ExplainedVariances(
        AutoencoderModel model, float[] rows, float[] reconstructions)
    {
        int d = model.InputDimension;
        float[] scaled = new float[rows.Length];
        model.Content.Scaling.Apply(rows, scaled);
        model.Content.Scaling.Apply(reconstructions, reconstructions);
        double error = Reductions.SquaredDistance(scaled, reconstructions);

        Center(scaled, d);
        double total = Reductions.SumOfSquares(scaled);
        PrincipalComponents components = PrincipalComponents.Of(scaled, d, model.LatentDimension, seed: 0);
        return total == 0 ? (0, 0) : (1 - (error / total), components.Variances.Sum() / components.TotalVariance);
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
