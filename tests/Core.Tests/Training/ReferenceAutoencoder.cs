namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>
/// The objective written down as the papers have it, in double precision, one value at a time: what the engine's loss and gradient are
/// held to.
/// </summary>
internal sealed class ReferenceAutoencoder(NetworkArchitecture architecture, AutoencoderKind kind, ReconstructionLoss reconstruction)
{
    /// <summary>The mean over the rows of reconstruction + 2vλ·charged divergence.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="variance">
    /// v. That of a calibrated decoder is a constant here, as the gradient has it: the mean squared error of the batch at the parameters
    /// where the gradient is taken, see <see cref="Variance"/>.
    /// </param>
    public double Loss(double[] parameters, ReferenceBatch batch, double variance)
    {
        (double reconstructionLoss, double[] divergence) = Terms(parameters, batch);
        float klWeight = (kind as Variational)?.KlWeight ?? 0;
        return reconstructionLoss + (2 * variance * klWeight * Charged(divergence));
    }

    /// <summary>v at these parameters.</summary>
    public double Variance(double[] parameters, ReferenceBatch batch) => reconstruction switch
    {
        Gaussian { Variance: { } given } => given,
        Gaussian => Terms(parameters, batch).Reconstruction / architecture.InputDimension,
        _ => 1,
    };

    /// <summary>What is paid for of the batch's mean divergence of every slot: the free bits at least.</summary>
    public double Charged(double[] divergence) =>
        kind is Variational variational ? divergence.Sum(slot => Math.Max(slot, variational.FreeBits)) : 0;

    /// <summary>The means over the rows: of the reconstruction loss, and of every latent slot's divergence.</summary>
    public (double Reconstruction, double[] Divergence) Terms(double[] parameters, ReferenceBatch batch)
    {
        int d = architecture.InputDimension;
        int q = architecture.LatentDimension;
        int count = batch.Rows.Length / d;
        double sum = 0;
        double[] divergence = new double[q];
        for (int row = 0; row < count; row++)
        {
            (double loss, double[] slots) = RowTerms(
                parameters,
                InDouble(batch.Rows.AsSpan(row * d, d)),
                InDouble(batch.Input.AsSpan(row * d, d)),
                InDouble(batch.Noise.AsSpan(row * q, q)));
            sum += loss / count;
            divergence = [.. divergence.Zip(slots, (total, slot) => total + (slot / count))];
        }

        return (sum, divergence);
    }

    private static double[] InDouble(Span<float> values) => [.. values.ToArray().Select(value => (double)value)];

    private (double Reconstruction, double[] Divergence) RowTerms(double[] parameters, double[] target, double[] input, double[] epsilon)
    {
        var cursor = new Cursor(parameters);
        int q = architecture.LatentDimension;
        bool hasLinearPath = architecture.HiddenLayers.Count > 0;
        double[] hidden = input;
        foreach (int width in architecture.HiddenLayers)
        {
            hidden = [.. cursor.Dense(hidden, width).Select(Activate)];
        }

        double[] linear = hasLinearPath ? cursor.Linear(input, q) : new double[q];

        // The heads lie as mean.weight, log_variance.weight, mean.bias, log_variance.bias.
        double[] heads = cursor.Dense(hidden, 2 * q);
        double[] mean = Sum(heads[..q], linear);
        double[] logVariance = heads[q..];
        double[] divergence = new double[q];
        double[] code = mean;
        if (kind is Variational)
        {
            divergence = [.. mean.Zip(logVariance, (mu, log) => 0.5 * (-log + Math.Exp(log) + (mu * mu) - 1))];
            code = [.. Enumerable.Range(0, q).Select(i => mean[i] + (Math.Exp(0.5 * logVariance[i]) * epsilon[i]))];
        }

        hidden = code;
        foreach (int width in architecture.HiddenLayers.Reverse())
        {
            hidden = [.. cursor.Dense(hidden, width).Select(Activate)];
        }

        linear = hasLinearPath ? cursor.Linear(code, architecture.InputDimension) : new double[architecture.InputDimension];
        return (ReconstructionOf(target, Sum(cursor.Dense(hidden, architecture.InputDimension), linear)), divergence);
    }

    private static double[] Sum(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    private double ReconstructionOf(double[] x, double[] output)
    {
        if (reconstruction is Gaussian)
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
            double[] output = Linear(input, outputs);
            for (int o = 0; o < outputs; o++)
            {
                output[o] += parameters[_position++];
            }

            return output;
        }

        public double[] Linear(double[] input, int outputs)
        {
            double[] output = new double[outputs];
            for (int o = 0; o < outputs; o++)
            {
                for (int i = 0; i < input.Length; i++)
                {
                    output[o] += input[i] * parameters[_position++];
                }
            }

            return output;
        }
    }
}

/// <summary>Rows, what the encoder sees of them, and the sampler's noise.</summary>
internal sealed record ReferenceBatch(float[] Rows, float[] Input, float[] Noise);
