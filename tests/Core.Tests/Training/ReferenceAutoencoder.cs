namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>
/// The objective written down as the papers have it, in double precision, one value at a time: what the engine's loss and gradient are
/// held to.
/// </summary>
internal sealed class ReferenceAutoencoder(NetworkArchitecture architecture, float klWeight, ReconstructionLoss reconstruction)
{
    /// <summary>The mean over the rows of reconstruction + λ·Σ(−log σ² + σ² + μ² − 1).</summary>
    public double Loss(double[] parameters, float[] rows, float[] noise)
    {
        int d = architecture.InputDimension;
        int q = architecture.LatentDimension;
        int count = rows.Length / d;
        double sum = 0;
        for (int row = 0; row < count; row++)
        {
            double[] x = [.. rows.AsSpan(row * d, d).ToArray().Select(value => (double)value)];
            double[] epsilon = [.. noise.AsSpan(row * q, q).ToArray().Select(value => (double)value)];
            (double reconstructionLoss, double divergence) = RowLoss(parameters, x, epsilon);
            sum += reconstructionLoss + (2 * klWeight * divergence);
        }

        return sum / count;
    }

    public (double Reconstruction, double KlDivergence) RowLoss(double[] parameters, double[] x, double[] epsilon)
    {
        var cursor = new Cursor(parameters);
        int q = architecture.LatentDimension;
        double[] hidden = x;
        foreach (int width in architecture.HiddenLayers)
        {
            hidden = [.. cursor.Dense(hidden, width).Select(Activate)];
        }

        // The heads lie as mean.weight, log_variance.weight, mean.bias, log_variance.bias.
        double[] heads = cursor.Dense(hidden, 2 * q);
        double[] mean = heads[..q];
        double[] logVariance = heads[q..];
        double divergence = 0;
        double[] code = new double[q];
        for (int i = 0; i < q; i++)
        {
            divergence += 0.5 * (-logVariance[i] + Math.Exp(logVariance[i]) + (mean[i] * mean[i]) - 1);
            code[i] = mean[i] + (Math.Exp(0.5 * logVariance[i]) * epsilon[i]);
        }

        hidden = code;
        foreach (int width in architecture.HiddenLayers.Reverse())
        {
            hidden = [.. cursor.Dense(hidden, width).Select(Activate)];
        }

        double[] output = cursor.Dense(hidden, architecture.InputDimension);
        return (ReconstructionOf(x, output), divergence);
    }

    private double ReconstructionOf(double[] x, double[] output)
    {
        if (reconstruction == ReconstructionLoss.Gaussian)
        {
            return x.Zip(output, (target, value) => (value - target) * (value - target)).Sum();
        }

        return x.Zip(output, (target, value) =>
        {
            double probability = 1 / (1 + Math.Exp(-value));
            return -(target * Math.Log(probability)) - ((1 - target) * Math.Log(1 - probability));
        }).Sum();
    }

    private double Activate(double x) => architecture.Activation switch
    {
        Activation.Relu => Math.Max(0, x),
        Activation.Tanh => Math.Tanh(x),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Gelu => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        _ => throw new ArgumentOutOfRangeException(nameof(x)),
    };

    /// <summary>Takes layer after layer from the array of all parameters.</summary>
    private sealed class Cursor(double[] parameters)
    {
        private int _position;

        public double[] Dense(double[] input, int outputs)
        {
            double[] output = new double[outputs];
            for (int o = 0; o < outputs; o++)
            {
                for (int i = 0; i < input.Length; i++)
                {
                    output[o] += input[i] * parameters[_position++];
                }
            }

            for (int o = 0; o < outputs; o++)
            {
                output[o] += parameters[_position++];
            }

            return output;
        }
    }
}
