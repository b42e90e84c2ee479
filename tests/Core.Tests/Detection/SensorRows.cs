using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Detection;

/// <summary>Readings of sensors that all follow two causes, each in units of its own.</summary>
internal static class SensorRows
{
    public const int Sensors = 12;

    /// <summary>Normal readings.</summary>
    public static float[] Normal(int count, ulong seed = 1)
    {
        float[] draws = new float[count * (Sensors + 2)];
        new RandomStream(seed, 99, 0).FillNormal(draws, 0);
        float[] rows = new float[count * Sensors];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> draw = draws.AsSpan(row * (Sensors + 2), Sensors + 2);
            for (int sensor = 0; sensor < Sensors; sensor++)
            {
                double cause = (Math.Cos(sensor) * draw[0]) + (Math.Sin(sensor) * draw[1]) + (0.3 * draw[0] * draw[1]);
                rows[(row * Sensors) + sensor] = (float)(Offset(sensor) + (Unit(sensor) * (cause + (0.1 * draw[sensor + 2]))));
            }
        }

        return rows;
    }

    /// <summary>The size of a sensor's unit.</summary>
    public static double Unit(int sensor) => sensor % 3 == 0 ? 1_000 : sensor % 3 == 1 ? 1 : 0.01;

    /// <summary>Normal readings, one of which in each row is off by two of its units.</summary>
    /// <returns>The rows, and the faulty sensor of each.</returns>
    public static (float[] Rows, int[] Faulty) WithFaults(int count, ulong seed = 2)
    {
        float[] rows = Normal(count, seed);
        int[] faulty = [.. Enumerable.Range(0, count).Select(row => (row * 7) % Sensors)];
        for (int row = 0; row < count; row++)
        {
            rows[(row * Sensors) + faulty[row]] += (float)((row % 2 == 0 ? 2 : -2) * Unit(faulty[row]));
        }

        return (rows, faulty);
    }

    /// <summary>A detector of normal readings.</summary>
    public static AnomalyDetector Detector(int rows = 2_000, Action<AnomalyDetectorOptions>? configure = null)
    {
        var options = new AnomalyDetectorOptions { Seed = 1, Epochs = 60 };
        configure?.Invoke(options);
        return Autoencoder.FitAnomalyDetector(new InMemoryRows(Normal(rows), Sensors), options);
    }

    private static double Offset(int sensor) => 10 * Unit(sensor);
}
