using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Benchmarks.Defaults;

namespace MLNet.Autoencoder.Benchmarks.Anomalies;

/// <summary>Scores by several detectors; higher is more anomalous.</summary>
internal static class Detectors
{
    private const int Neighbors = 5;
    private const int PcaRank = 20;

    /// <summary>Ours, with default options, through ML.NET, and the seconds that fit and scores take.</summary>
    public static (double[] Scores, double Seconds) Autoencoder(AnomalySet set, int seed, AnomalyScore score)
    {
        var mlContext = new MLContext(seed);
        (IDataView training, IDataView test) = (ViewOf(mlContext, set.Training), ViewOf(mlContext, set.Test));
        var options = new AutoencoderAnomalyOptions { Score = score };
        if (score == AnomalyScore.VariationalBound)
        {
            options.Kind = new Variational();
        }

        long start = Stopwatch.GetTimestamp();
        double[] scores = ScoresOf(mlContext.AnomalyDetection.Trainers.Autoencoder(options).Fit(training).Transform(test));
        return (scores, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>ML.NET's detector on standardized columns, with its default rank of 20, or as many components as half the columns.</summary>
    public static double[] RandomizedPca(AnomalySet set, int seed)
    {
        var mlContext = new MLContext(seed);
        (float[][] training, float[][] test) = Standardized(set);
        int rank = Math.Min(PcaRank, Math.Max(1, set.Columns / 2));
        return ScoresOf(mlContext.AnomalyDetection.Trainers.RandomizedPca(rank: rank).Fit(ViewOf(mlContext, training)).Transform(ViewOf(mlContext, test)));
    }

    /// <summary>The distance to the fifth nearest training row, on standardized columns. A row is not a neighbor of itself.</summary>
    public static double[] NearestNeighbors(AnomalySet set)
    {
        (float[][] training, float[][] test) = Standardized(set);
        bool isSame = set.Training == set.Test;
        double[] scores = new double[test.Length];
        Parallel.For(0, test.Length, row =>
        {
            Span<float> nearest = stackalloc float[Neighbors];
            nearest.Fill(float.PositiveInfinity);
            for (int other = 0; other < training.Length; other++)
            {
                float distance = isSame && other == row ? float.PositiveInfinity : TensorPrimitives.Distance<float>(test[row], training[other]);
                for (int i = 0; i < nearest.Length && distance < float.PositiveInfinity; i++)
                {
                    if (distance < nearest[i])
                    {
                        (nearest[i], distance) = (distance, nearest[i]);
                    }
                }
            }

            scores[row] = nearest[^1];
        });
        return scores;
    }

    public static IDataView ViewOf(MLContext mlContext, float[][] rows)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        return mlContext.Data.LoadFromEnumerable(rows.Select(row => new Row { Features = row }).ToArray(), schema);
    }

    private static (float[][] Training, float[][] Test) Standardized(AnomalySet set)
    {
        var units = new Units([.. set.Training.SelectMany(row => row)], set.Columns);
        return (Array.ConvertAll(set.Training, units.Standardized), Array.ConvertAll(set.Test, units.Standardized));
    }

    private static double[] ScoresOf(IDataView scored) => [.. scored.GetColumn<float>("Score").Select(score => (double)score)];

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
