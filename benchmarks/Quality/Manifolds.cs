using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Curved shapes, which no linear method can unroll.</summary>
internal static class Manifolds
{
    /// <summary>Two interleaving half circles, plus columns of pure noise.</summary>
    public static DataSet Moons(string name, int seed)
    {
        const int N = 600, NoiseColumns = 18;
        var random = new Random(seed);
        var rows = Matrix<double>.Build.Dense(N, 2 + NoiseColumns);
        int[] moons = new int[N];
        for (int i = 0; i < N; i++)
        {
            moons[i] = i % 2;
            double angle = random.NextDouble() * Math.PI;
            (double x, double y) = moons[i] == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
            rows[i, 0] = x + Normal.Sample(random, 0, 0.1);
            rows[i, 1] = y + Normal.Sample(random, 0, 0.1);
            for (int j = 0; j < NoiseColumns; j++)
            {
                rows[i, 2 + j] = Normal.Sample(random, 0, 0.3);
            }
        }

        return new DataSet(name, rows, new ClassTarget(moons), LatentDimension: 2, SharesUnit: true);
    }

    /// <summary>A rolled-up sheet (Marsland's, as in scikit-learn). The target is the position of a point along the roll.</summary>
    public static DataSet SwissRoll(string name, int seed)
    {
        const int N = 1_000;
        var random = new Random(seed);
        var rows = Matrix<double>.Build.Dense(N, 3);
        double[] angles = new double[N];
        for (int i = 0; i < N; i++)
        {
            angles[i] = 1.5 * Math.PI * (1 + (2 * random.NextDouble()));
            rows[i, 0] = (angles[i] * Math.Cos(angles[i])) + Normal.Sample(random, 0, 0.3);
            rows[i, 1] = (21 * random.NextDouble()) + Normal.Sample(random, 0, 0.3);
            rows[i, 2] = (angles[i] * Math.Sin(angles[i])) + Normal.Sample(random, 0, 0.3);
        }

        return new DataSet(name, rows, new ContinuousTarget(angles), LatentDimension: 2, SharesUnit: true);
    }
}
