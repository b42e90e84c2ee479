using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>
/// The objective as the papers define it, in double precision and one value at a time. The loss and the gradient of an engine are compared with it.
/// </summary>
internal sealed class ReferenceAutoencoder(NetworkArchitecture architecture, AutoencoderKind kind, ReconstructionLoss reconstruction)
{
    private readonly int _d = architecture.InputDimension;
    private readonly int _q = architecture.LatentDimension;

    /// <summary>What a gradient treats as constant: the noise variance of a calibrated decoder, and the errors that dead units explain.</summary>
    public sealed record Constants(double Variance, double[][] Errors);

    public Constants ConstantsAt(double[] parameters, TrainingBatch batch)
    {
        LossValues loss = Terms(parameters, batch, null);
        double variance = loss.ContinuousWeight == 0 ? 0.5 : GivenVariance ?? loss.SquaredError / loss.ContinuousWeight;
        return new Constants(variance, [.. Enumerable.Range(0, batch.Count).Select(row => Errors(batch, row, Forward(parameters, batch, row)))]);
    }

    /// <summary>The loss that a step lowers: the weighted sum over the rows, divided by their number.</summary>
    public double Loss(double[] parameters, TrainingBatch batch, Constants constants)
    {
        LossValues loss = Terms(parameters, batch, constants.Errors);
        double klWeight = (kind as Variational)?.KlWeight ?? 0;
        double nats = loss.CrossEntropy + (klWeight * loss.ChargedDivergence);
        return (loss.SquaredError + (2 * constants.Variance * nats) + loss.Penalty) / batch.Count;
    }

    /// <summary>The terms, as weighted sums over the rows.</summary>
    public LossValues Terms(double[] parameters, TrainingBatch batch, double[][]? errors)
    {
        double squaredError = 0, crossEntropy = 0, penalty = 0, weights = 0, continuous = 0;
        double[] divergences = new double[_q];
        double[] codes = new double[_q];
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = batch.Weights.IsEmpty ? 1 : batch.Weights[row];
            Activations at = Forward(parameters, batch, row);
            weights += weight;
            for (int slot = 0; slot < _d; slot++)
            {
                double observed = weight * Observed(batch, row, slot);
                double x = batch.Rows[(row * _d) + slot];
                switch (KindOf(slot))
                {
                    case SlotKind.Continuous:
                        squaredError += observed * (at.Output[slot] - x) * (at.Output[slot] - x);
                        continuous += observed;
                        break;
                    case SlotKind.Binary:
                        double p = Sigmoid(at.Output[slot]);
                        crossEntropy -= observed * ((x * Math.Log(p)) + ((1 - x) * Math.Log(1 - p)));
                        break;
                    default:
                        crossEntropy -= observed * x * Math.Log(Softmax(at.Output, slot));
                        break;
                }
            }

            for (int unit = 0; unit < _q; unit++)
            {
                codes[unit] += weight * at.Code[unit];
                divergences[unit] += weight * at.Divergence[unit];
            }

            penalty += weight * RowPenalty(at, parameters, batch, row, errors ?? [.. Enumerable.Repeat(Errors(batch, row, at), batch.Count)]);
        }

        if (kind is Sparse { Sparsity: KlSparsity { TargetActivation: var target, Weight: var weightOfKl } })
        {
            penalty += weightOfKl * weights * codes.Select(code => code / weights).Sum(mean =>
                (target * Math.Log(target / mean)) + ((1 - target) * Math.Log((1 - (double)target) / (1 - mean))));
        }

        double free = (kind as Variational)?.FreeBits ?? 0;
        return new LossValues
        {
            SquaredError = squaredError,
            CrossEntropy = crossEntropy,
            KlDivergence = divergences.Sum(),
            ChargedDivergence = divergences.Sum(divergence => Math.Max(divergence, free * weights)),
            Penalty = penalty,
            Weight = weights,
            ContinuousWeight = continuous,
        };
    }

    private float? GivenVariance => reconstruction switch { Gaussian gaussian => gaussian.Variance, Mixed mixed => mixed.Variance, _ => null };

    private double RowPenalty(Activations at, double[] parameters, TrainingBatch batch, int row, double[][] errors)
    {
        switch ((kind as Sparse)?.Sparsity)
        {
            case L1Penalty l1:
                return l1.Weight * at.Code.Sum(Math.Abs);
            case TopK { AuxiliaryWeight: > 0 } topK when batch.DeadUnits.Contains(true):
                bool[] dead = batch.DeadUnits.ToArray();
                int[] selected = [.. Enumerable.Range(0, _q).Where(unit => dead[unit])
                    .OrderByDescending(unit => at.Head[unit]).Take(Math.Max(topK.ActiveUnits!.Value, _d / 2))];
                return topK.AuxiliaryWeight * Enumerable.Range(0, _d).Sum(slot =>
                {
                    double explained = selected.Sum(unit => parameters[at.DecoderWeights + (slot * _q) + unit] * at.Head[unit]);
                    double residual = Observed(batch, row, slot) * (errors[row][slot] - explained);
                    return residual * residual;
                });
            default:
                return 0;
        }
    }

    /// <summary>x − x̂ of a row, and 0 for missing values.</summary>
    private double[] Errors(TrainingBatch batch, int row, Activations at)
    {
        double[] errors = new double[_d];
        for (int slot = 0; slot < _d; slot++)
        {
            double observed = Observed(batch, row, slot);
            double reconstructed = KindOf(slot) switch
            {
                SlotKind.Continuous => observed * at.Output[slot],
                SlotKind.Binary => observed * Sigmoid(at.Output[slot]),
                _ => Softmax(at.Output, slot) * GroupOf(slot).Sum(other => Observed(batch, row, other) * batch.Rows[(row * _d) + other]),
            };
            errors[slot] = (observed * batch.Rows[(row * _d) + slot]) - reconstructed;
        }

        return errors;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private double Softmax(double[] output, int slot) => Math.Exp(output[slot]) / GroupOf(slot).Sum(other => Math.Exp(output[other]));

    private double Observed(TrainingBatch batch, int row, int slot) => batch.Observed.IsEmpty ? 1 : batch.Observed[(row * _d) + slot];

    private SlotKind KindOf(int slot) => reconstruction switch
    {
        Bernoulli => SlotKind.Binary,
        Mixed => RangeOf(slot)?.Kind ?? SlotKind.Continuous,
        _ => SlotKind.Continuous,
    };

    private IEnumerable<int> GroupOf(int slot) => Enumerable.Range(RangeOf(slot)!.Start, RangeOf(slot)!.Count);

    private SlotRange? RangeOf(int slot) =>
        ((Mixed)reconstruction).Slots!.SingleOrDefault(range => slot >= range.Start && slot < range.Start + range.Count);

    private Activations Forward(double[] parameters, TrainingBatch batch, int row)
    {
        var cursor = new Cursor(parameters);
        bool hasSkips = architecture.HiddenLayers.Count > 0;
        double[] input = ToDoubles(batch.Input.Slice(row * _d, _d));
        double[] hidden = input;
        foreach (int width in architecture.HiddenLayers)
        {
            hidden = Activate(cursor.Dense(hidden, width));
        }

        double[] skip = hasSkips ? cursor.Linear(input, _q) : new double[_q];

        // The order of the heads is mean.weight, log_variance.weight, mean.bias, log_variance.bias.
        double[] heads = cursor.Dense(hidden, 2 * _q);
        double[] mean = Sum(heads[.._q], skip);
        double[] logVariance = heads[_q..];
        double[] divergence = new double[_q];
        double[] code = mean;
        if (kind is Variational)
        {
            divergence = [.. mean.Zip(logVariance, (mu, log) => 0.5 * (-log + Math.Exp(log) + (mu * mu) - 1))];
            double[] epsilon = ToDoubles(batch.Noise.Slice(row * _q, _q));
            code = [.. Enumerable.Range(0, _q).Select(i => mean[i] + (Math.Exp(0.5 * logVariance[i]) * epsilon[i]))];
        }
        else if (kind is Sparse sparse)
        {
            code = SparseCode(sparse.Sparsity, mean);
        }

        hidden = code;
        foreach (int width in architecture.HiddenLayers.Reverse())
        {
            hidden = Activate(cursor.Dense(hidden, width));
        }

        int decoderWeights = cursor.Position;
        skip = hasSkips ? cursor.Linear(code, _d) : new double[_d];
        return new Activations(mean, divergence, code, Sum(cursor.Dense(hidden, _d), skip), decoderWeights);
    }

    private static double[] SparseCode(Sparsity sparsity, double[] head)
    {
        switch (sparsity)
        {
            case KlSparsity:
                return [.. head.Select(Sigmoid)];
            case TopK topK:
                double threshold = head.OrderDescending().ElementAt(topK.ActiveUnits!.Value - 1);
                return [.. head.Select(value => value >= threshold ? Math.Max(0, value) : 0)];
            default:
                return [.. head.Select(value => Math.Max(0, value))];
        }
    }

    private static double[] ToDoubles(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = values[i];
        }

        return result;
    }

    private static double[] Sum(double[] left, double[] right)
    {
        double[] sum = new double[left.Length];
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = left[i] + right[i];
        }

        return sum;
    }

    private double[] Activate(double[] values) => Array.ConvertAll(values, x => architecture.Activation switch
    {
        Activation.Relu => Math.Max(0, x),
        Activation.Tanh => Math.Tanh(x),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Gelu => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        _ => throw new ArgumentOutOfRangeException(nameof(values)),
    });

    /// <param name="Head">The output of the mean head and the skip connection, before sparsity.</param>
    /// <param name="Divergence">The divergence of each unit.</param>
    /// <param name="Code">The input of the decoder.</param>
    /// <param name="Output">The output of the decoder, before sigmoid and softmax.</param>
    /// <param name="DecoderWeights">The offset of the weights that lead directly from code to output.</param>
    private sealed record Activations(double[] Head, double[] Divergence, double[] Code, double[] Output, int DecoderWeights);

    /// <summary>Reads layer after layer from the array of all parameters.</summary>
    private sealed class Cursor(double[] parameters)
    {
        public int Position { get; private set; }

        public double[] Dense(double[] input, int outputs)
        {
            double[] output = Linear(input, outputs);
            for (int o = 0; o < outputs; o++)
            {
                output[o] += parameters[Position++];
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
                    output[o] += input[i] * parameters[Position++];
                }
            }

            return output;
        }
    }
}
