namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>
/// The published objective in double precision, one value at a time. It shares no arithmetic with any engine: every engine's loss and gradient are
/// compared with it.
/// </summary>
internal sealed class ReferenceAutoencoder(
    NetworkArchitecture architecture, AutoencoderKind kind, ReconstructionLoss reconstruction, IReadOnlyList<AuxiliaryLoss> losses, LabelKind? labels)
{
    private readonly int _d = architecture.InputDimension;
    private readonly int _q = architecture.LatentDimension;

    // The range of each slot.
    private readonly SlotRange[] _ranges =
        [.. reconstruction.SlotsOf(architecture.InputDimension).SelectMany(range => Enumerable.Repeat(range, range.Count))];

    /// <summary>What a gradient treats as constant: the errors that dead units explain.</summary>
    public double[][] ErrorsAt(double[] parameters, TrainingBatch batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(row => Errors(batch, row, Forward(parameters, batch, row)))];

    /// <summary>The loss that a step decreases: the sum over the rows by weight, divided by the number of rows.</summary>
    public double Loss(double[] parameters, TrainingBatch batch, double[][] errors)
    {
        LossValues loss = Terms(parameters, batch, errors);
        double nats = loss.CrossEntropy
            + (batch.WeightOf(LossTerm.KlDivergence) * loss.ChargedDivergence)
            + (batch.WeightOf(LossTerm.LabelHead) * loss.LabelHead)
            + (batch.WeightOf(LossTerm.SupervisedContrastive) * loss.SupervisedContrastive)
            + (batch.WeightOf(LossTerm.RowContrast) * loss.RowContrast);
        double penalty = batch.WeightOf(LossTerm.Penalty) * loss.Penalty;
        return (loss.SquaredError + (2 * batch.NoiseVariance * nats) + penalty) / batch.Count;
    }

    /// <summary>The codes of the rows, <c>[count, q]</c>: μ if codes have a distribution.</summary>
    public double[] Codes(double[] parameters, TrainingBatch batch) =>
        [.. Enumerable.Range(0, batch.Count).SelectMany(row => ReportedCode(Forward(parameters, batch, row)))];

    /// <summary>The KL divergence of each unit, summed over the rows by weight, <c>[q]</c>.</summary>
    public double[] UnitDivergences(double[] parameters, TrainingBatch batch)
    {
        double[] sums = new double[_q];
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = batch.Weights.IsEmpty ? 1 : batch.Weights[row];
            sums = Sum(sums, Array.ConvertAll(Forward(parameters, batch, row).Divergence, divergence => weight * divergence));
        }

        return sums;
    }

    /// <summary>The squared error of each row without its weight.</summary>
    public double[] RowSquaredErrors(double[] parameters, TrainingBatch batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(row => SquaredError(Forward(parameters, batch, row), batch, row))];

    /// <summary>The cross-entropy, the weighted divergence and the weighted auxiliary losses of each row without its weight.</summary>
    public double[] RowNats(double[] parameters, TrainingBatch batch)
    {
        Activations[] rows = [.. Enumerable.Range(0, batch.Count).Select(row => Forward(parameters, batch, row))];
        double[] nats =
            [.. rows.Select((at, row) => CrossEntropy(at, batch, row) + (batch.WeightOf(LossTerm.KlDivergence) * at.Divergence.Sum()))];
        return losses.Aggregate(nats, (sum, loss) => Sum(
            sum, Array.ConvertAll(AuxiliaryRows(loss, rows, parameters, batch), nat => batch.WeightOf(loss.Definition.Term) * nat)));
    }

    /// <summary>The terms, summed over the rows by weight.</summary>
    public LossValues Terms(double[] parameters, TrainingBatch batch, double[][]? errors)
    {
        double squaredError = 0, crossEntropy = 0, penalty = 0, weights = 0, continuous = 0;
        double[] divergences = new double[_q];
        double[] codes = new double[_q];
        Activations[] rows = [.. Enumerable.Range(0, batch.Count).Select(row => Forward(parameters, batch, row))];
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = WeightOf(batch, row);
            Activations at = rows[row];
            weights += weight;
            squaredError += weight * SquaredError(at, batch, row);
            crossEntropy += weight * CrossEntropy(at, batch, row);
            continuous += weight * Enumerable.Range(0, _d).Sum(slot => KindOf(slot) == SlotKind.Continuous ? Observed(batch, row, slot) : 0);

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

        double Auxiliary(LossTerm term) => losses.Where(loss => loss.Definition.Term == term)
            .Sum(loss => AuxiliaryRows(loss, rows, parameters, batch).Select((nats, row) => WeightOf(batch, row) * nats).Sum());

        double free = (kind as Variational)?.FreeBits ?? 0;
        return new LossValues
        {
            SquaredError = squaredError,
            CrossEntropy = crossEntropy,
            KlDivergence = divergences.Sum(),
            ChargedDivergence = divergences.Sum(divergence => Math.Max(divergence, free * weights)),
            Penalty = penalty,
            LabelHead = Auxiliary(LossTerm.LabelHead),
            SupervisedContrastive = Auxiliary(LossTerm.SupervisedContrastive),
            RowContrast = Auxiliary(LossTerm.RowContrast),
            Weight = weights,
            ContinuousWeight = continuous,
        };
    }

    private static double WeightOf(TrainingBatch batch, int row) => batch.Weights.IsEmpty ? 1 : batch.Weights[row];

    private double[] ReportedCode(Activations at) => kind is Variational ? at.Head : at.Code;

    /// <summary>The auxiliary loss of each row. The parameters of the losses come last, in the order of the losses.</summary>
    private double[] AuxiliaryRows(AuxiliaryLoss loss, Activations[] rows, double[] parameters, TrainingBatch batch)
    {
        int contrast = losses.OfType<RowContrast>().Any() ? ReferenceAuxiliaryLosses.ContrastParameters(_q) : 0;
        int head = parameters.Length - rows[0].End - contrast;
        int Length(AuxiliaryLoss of) => of is RowContrast ? contrast : of is LabelHead ? head : 0;
        int start = rows[0].End + losses.TakeWhile(other => other != loss).Sum(Length);
        return new ReferenceAuxiliaryLosses(batch, labels, [.. rows.Select(ReportedCode)], loss is RowContrast ? ViewCodes(parameters, batch) : [])
            .Rows(loss, parameters[start..(start + Length(loss))]);
    }

    private double[][] ViewCodes(double[] parameters, TrainingBatch batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(row => ReportedCode(Forward(parameters, batch, row, batch.SecondView)))];

    private double RowPenalty(Activations at, double[] parameters, TrainingBatch batch, int row, double[][] errors)
    {
        switch ((kind as Sparse)?.Sparsity)
        {
            case L1Penalty l1:
                return l1.Weight * at.Code.Sum(Math.Abs);
            case TopK { AuxiliaryWeight: > 0 } topK when batch.DeadUnits.Contains(true):
                int[] dead = DeadUnits(batch);
                int[] chosen = [.. dead.OrderByDescending(unit => at.Head[unit]).Take(Math.Max(topK.ActiveUnits!.Value, _d / 2))];
                double sum = 0;
                for (int slot = 0; slot < _d; slot++)
                {
                    double left = errors[row][slot];
                    foreach (int unit in chosen)
                    {
                        left -= parameters[at.DecoderLinear + (slot * _q) + unit] * at.Head[unit];
                    }

                    sum += Observed(batch, row, slot) * left * left;
                }

                return topK.AuxiliaryWeight * sum;
            default:
                return 0;
        }
    }

    private static int[] DeadUnits(TrainingBatch batch)
    {
        var units = new List<int>();
        for (int unit = 0; unit < batch.DeadUnits.Length; unit++)
        {
            if (batch.DeadUnits[unit])
            {
                units.Add(unit);
            }
        }

        return [.. units];
    }

    /// <summary>x − x̂ of a row; 0 for missing values.</summary>
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

    private double Softmax(double[] output, int slot)
    {
        SlotRange group = _ranges[slot];
        double sum = 0;
        for (int other = group.Start; other < group.Start + group.Count; other++)
        {
            sum += Math.Exp(output[other]);
        }

        return Math.Exp(output[slot]) / sum;
    }

    private double Observed(TrainingBatch batch, int row, int slot) => batch.Observed.IsEmpty ? 1 : batch.Observed[(row * _d) + slot];

    private SlotKind KindOf(int slot) => _ranges[slot].Kind;

    private IEnumerable<int> GroupOf(int slot) => Enumerable.Range(_ranges[slot].Start, _ranges[slot].Count);

    private double SquaredError(Activations at, TrainingBatch batch, int row) => Enumerable.Range(0, _d).Sum(slot =>
    {
        double error = at.Output[slot] - batch.Rows[(row * _d) + slot];
        return KindOf(slot) == SlotKind.Continuous ? Observed(batch, row, slot) * error * error : 0;
    });

    private double CrossEntropy(Activations at, TrainingBatch batch, int row) => Enumerable.Range(0, _d).Sum(slot =>
    {
        double x = batch.Rows[(row * _d) + slot], observed = Observed(batch, row, slot);
        double p = KindOf(slot) == SlotKind.Binary ? Sigmoid(at.Output[slot]) : 0;
        return KindOf(slot) switch
        {
            SlotKind.Continuous => 0,
            SlotKind.Binary => -observed * ((x * Math.Log(p)) + ((1 - x) * Math.Log(1 - p))),
            SlotKind.OneHot => -observed * x * Math.Log(Softmax(at.Output, slot)),
            _ => throw new InvalidOperationException($"The reference does not know the slot kind {KindOf(slot)}."),
        };
    });

    private Activations Forward(double[] parameters, TrainingBatch batch, int row) => Forward(parameters, batch, row, batch.Input);

    private Activations Forward(double[] parameters, TrainingBatch batch, int row, ReadOnlySpan<float> inputs)
    {
        var cursor = new Cursor(parameters);
        bool hasSkip = architecture.HiddenLayers.Count > 0;
        double[] input = InDouble(inputs.Slice(row * _d, _d));
        double[] hidden = input;
        foreach (int width in architecture.HiddenLayers)
        {
            hidden = Activate(cursor.Dense(hidden, width));
        }

        double[] linear = hasSkip ? cursor.Linear(input, _q) : new double[_q];

        // The order of the heads is mean.weight, log_variance.weight, mean.bias, log_variance.bias.
        double[] heads = cursor.Dense(hidden, 2 * _q);
        double[] mean = Sum(heads[.._q], linear);
        double[] logVariance = heads[_q..];
        double[] divergence = new double[_q];
        double[] code = mean;
        if (kind is Variational)
        {
            divergence = [.. mean.Zip(logVariance, (mu, log) => 0.5 * (-log + Math.Exp(log) + (mu * mu) - 1))];
            double[] epsilon = InDouble(batch.Noise.Slice(row * _q, _q));
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

        int decoderLinear = cursor.Position;
        linear = hasSkip ? cursor.Linear(code, _d) : new double[_d];
        double[] output = Sum(cursor.Dense(hidden, _d), linear);
        return new Activations(mean, divergence, code, output, decoderLinear, cursor.Position);
    }

    private static double[] SparseCode(Sparsity sparsity, double[] head)
    {
        switch (sparsity)
        {
            case KlSparsity:
                return [.. head.Select(Sigmoid)];
            case L1Penalty:
                return [.. head.Select(value => Math.Max(0, value))];
            case TopK topK:
                double smallest = head.OrderDescending().ElementAt(topK.ActiveUnits!.Value - 1);
                return [.. head.Select(value => value >= smallest ? Math.Max(0, value) : 0)];
            default:
                throw new ArgumentOutOfRangeException(nameof(sparsity), sparsity, "The reference does not know this sparsity.");
        }
    }

    private static double[] InDouble(ReadOnlySpan<float> values)
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
        _ => throw new InvalidOperationException($"The reference does not know the activation {architecture.Activation}."),
    });

    /// <param name="Head">The output of the mean head plus the skip connection, before anything makes it sparse.</param>
    /// <param name="Divergence">The KL divergence of each unit.</param>
    /// <param name="Code">The input of the decoder.</param>
    /// <param name="Output">The output of the decoder, before sigmoid and softmax.</param>
    /// <param name="DecoderLinear">The index of the first weight of the linear map from code to output.</param>
    /// <param name="End">The index after the last parameter of the network.</param>
    private sealed record Activations(double[] Head, double[] Divergence, double[] Code, double[] Output, int DecoderLinear, int End);

    /// <summary>Reads one layer after another from the array of all parameters.</summary>
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
