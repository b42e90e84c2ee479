namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>
/// The published objective in double precision, one value at a time. It shares no arithmetic with any engine: every engine's loss and gradient are
/// compared with it.
/// </summary>
/// <param name="architecture">The network.</param>
/// <param name="kind">The kind.</param>
/// <param name="reconstruction">The reconstruction.</param>
/// <param name="losses">The auxiliary losses.</param>
/// <param name="labels">What labels are, if there are any.</param>
/// <param name="isServed">Whether codes are those of a served model, by which evaluations judge, instead of those of training.</param>
internal sealed class ReferenceAutoencoder(
    NetworkArchitecture architecture,
    AutoencoderKind kind,
    ReconstructionLoss reconstruction,
    IReadOnlyList<AuxiliaryLoss> losses,
    LabelKind? labels,
    bool isServed = false)
{
    private readonly int _d = architecture.InputDimension;
    private readonly int _q = architecture.LatentDimension;

    // Null for kinds without a dictionary.
    private readonly ReferenceSparseCodes? _sparse =
        kind is Sparse { Sparsity: not KlSparsity } sparse ? new ReferenceSparseCodes(sparse.Sparsity, isServed, architecture.InputDimension) : null;

    // The range of each slot.
    private readonly SlotRange[] _ranges =
        [.. reconstruction.SlotsOf(architecture.InputDimension).SelectMany(range => Enumerable.Repeat(range, range.Count))];

    /// <summary>What a gradient treats as constant.</summary>
    public ReferencePoint PointAt(double[] parameters, TrainingBatch batch)
    {
        Activations[] rows = Forward(parameters, batch, batch.Input, point: null);
        SparseState? views = _sparse is null || batch.SecondView.IsEmpty ? null : Forward(parameters, batch, batch.SecondView, point: null)[0].Sparse;
        return new ReferencePoint([.. rows.Select((at, row) => Errors(batch, row, at))], rows[0].Sparse, views);
    }

    /// <summary>The loss that a step decreases: the sum over the rows by weight, divided by the number of rows.</summary>
    public double Loss(double[] parameters, TrainingBatch batch, ReferencePoint point)
    {
        LossValues loss = Terms(parameters, batch, point);
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
        [.. Forward(parameters, batch, batch.Input, point: null).SelectMany(ReportedCode)];

    /// <summary>The KL divergence of each unit, summed over the rows by weight, <c>[q]</c>.</summary>
    public double[] UnitDivergences(double[] parameters, TrainingBatch batch)
    {
        double[] sums = new double[_q];
        Activations[] rows = Forward(parameters, batch, batch.Input, point: null);
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = WeightOf(batch, row);
            sums = Sum(sums, Array.ConvertAll(rows[row].Divergence, divergence => weight * divergence));
        }

        return sums;
    }

    /// <summary>The squared error of each row without its weight.</summary>
    public double[] RowSquaredErrors(double[] parameters, TrainingBatch batch) =>
        [.. Forward(parameters, batch, batch.Input, point: null).Select((at, row) => SquaredError(at, batch, row))];

    /// <summary>The cross-entropy, the weighted divergence and the weighted auxiliary losses of each row without its weight.</summary>
    public double[] RowNats(double[] parameters, TrainingBatch batch)
    {
        ReferencePoint point = PointAt(parameters, batch);
        Activations[] rows = Forward(parameters, batch, batch.Input, point.Codes);
        double[] nats =
            [.. rows.Select((at, row) => CrossEntropy(at, batch, row) + (batch.WeightOf(LossTerm.KlDivergence) * at.Divergence.Sum()))];
        return losses.Aggregate(nats, (sum, loss) => Sum(
            sum, Array.ConvertAll(AuxiliaryRows(loss, rows, parameters, batch, point), nat => batch.WeightOf(loss.Definition.Term) * nat)));
    }

    /// <summary>The penalty of each row without its weight.</summary>
    public double[] RowPenalties(double[] parameters, TrainingBatch batch)
    {
        ReferencePoint point = PointAt(parameters, batch);
        return Penalties(Forward(parameters, batch, batch.Input, point.Codes), batch, point);
    }

    /// <summary>The terms, summed over the rows by weight.</summary>
    public LossValues Terms(double[] parameters, TrainingBatch batch, ReferencePoint point)
    {
        double squaredError = 0, crossEntropy = 0, weights = 0, continuous = 0;
        double[] divergences = new double[_q];
        Activations[] rows = Forward(parameters, batch, batch.Input, point.Codes);
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
                divergences[unit] += weight * at.Divergence[unit];
            }
        }

        double Auxiliary(LossTerm term) => losses.Where(loss => loss.Definition.Term == term)
            .Sum(loss => AuxiliaryRows(loss, rows, parameters, batch, point).Select((nats, row) => WeightOf(batch, row) * nats).Sum());

        double free = (kind as Variational)?.FreeBits ?? 0;
        return new LossValues
        {
            SquaredError = squaredError,
            CrossEntropy = crossEntropy,
            KlDivergence = divergences.Sum(),
            ChargedDivergence = divergences.Sum(divergence => Math.Max(divergence, free * weights)),
            Penalty = Penalties(rows, batch, point).Select((penalty, row) => WeightOf(batch, row) * penalty).Sum(),
            LabelHead = Auxiliary(LossTerm.LabelHead),
            SupervisedContrastive = Auxiliary(LossTerm.SupervisedContrastive),
            RowContrast = Auxiliary(LossTerm.RowContrast),
            Weight = weights,
            ContinuousWeight = continuous,
        };
    }

    private static double WeightOf(TrainingBatch batch, int row) => batch.Weights.IsEmpty ? 1 : batch.Weights[row];

    /// <summary>The penalty of each row, without its weight. What concerns the whole batch is the same for every row.</summary>
    private double[] Penalties(Activations[] rows, TrainingBatch batch, ReferencePoint point)
    {
        if (_sparse is not null)
        {
            return _sparse.Penalties(rows[0].Sparse!, point.Codes!, point.Errors, batch);
        }

        double penalty = kind is Sparse { Sparsity: KlSparsity kl } ? kl.Weight * MeanCode(rows, batch).Sum(mean => Divergence(kl.TargetActivation, mean)) : 0;
        return [.. rows.Select(_ => penalty)];
    }

    /// <summary>The mean of each unit over the rows, by weight.</summary>
    private static double[] MeanCode(Activations[] rows, TrainingBatch batch)
    {
        double weights = rows.Select((_, row) => WeightOf(batch, row)).Sum();
        return [.. rows[0].Code.Select((_, unit) => rows.Select((at, row) => WeightOf(batch, row) * at.Code[unit]).Sum() / weights)];
    }

    private static double Divergence(double target, double mean) =>
        (target * Math.Log(target / mean)) + ((1 - target) * Math.Log((1 - target) / (1 - mean)));

    private double[] ReportedCode(Activations at) => kind is Variational ? at.Head : at.Code;

    /// <summary>The auxiliary loss of each row. The parameters of the losses come last, in the order of the losses.</summary>
    private double[] AuxiliaryRows(AuxiliaryLoss loss, Activations[] rows, double[] parameters, TrainingBatch batch, ReferencePoint point)
    {
        int contrast = losses.OfType<RowContrast>().Any() ? ReferenceAuxiliaryLosses.ContrastParameters(_q) : 0;
        int head = parameters.Length - rows[0].End - contrast;
        int Length(AuxiliaryLoss of) => of is RowContrast ? contrast : of is LabelHead ? head : 0;
        int start = rows[0].End + losses.TakeWhile(other => other != loss).Sum(Length);
        return new ReferenceAuxiliaryLosses(batch, labels, [.. rows.Select(ReportedCode)], loss is RowContrast ? ViewCodes(parameters, batch, point) : [])
            .Rows(loss, parameters[start..(start + Length(loss))]);
    }

    private double[][] ViewCodes(double[] parameters, TrainingBatch batch, ReferencePoint point) =>
        [.. Forward(parameters, batch, batch.SecondView, point.ViewCodes).Select(ReportedCode)];

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

    /// <summary>All rows of a batch, because the codes of one may depend on those of another.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="inputs">The input of the encoder.</param>
    /// <param name="point">Where straight-through slopes are taken; <see langword="null"/> for here.</param>
    private Activations[] Forward(double[] parameters, TrainingBatch batch, ReadOnlySpan<float> inputs, SparseState? point)
    {
        double[][] rows = [.. InDouble(inputs[..(batch.Count * _d)]).Chunk(_d)];
        Encoded[] encoded = [.. rows.Select(row => Encode(parameters, row))];
        int start = encoded[0].End;
        double[][] codes = [.. encoded.Select((at, row) => kind is Variational ? Sample(at, batch, row) : Code(at.Mean))];
        SparseState? sparse = null;
        if (_sparse is not null)
        {
            sparse = new SparseState([.. encoded.Select(at => at.Mean)], [], encoded[0].Thresholds, encoded[0].Scales, Dictionary(parameters, start));
            codes = _sparse.Codes(sparse, point ?? sparse, batch);
            sparse = sparse with { Codes = codes };
        }

        return [.. encoded.Select((at, row) => Decode(parameters, at, codes[row], sparse))];
    }

    private Encoded Encode(double[] parameters, double[] input)
    {
        var cursor = new Cursor(parameters);
        bool hasSkip = architecture.HiddenLayers.Count > 0;
        double[] hidden = _sparse is null || hasSkip ? input : WithoutOutputBias(parameters, input);
        foreach (int width in architecture.HiddenLayers)
        {
            hidden = Activate(cursor.Dense(hidden, width));
        }

        double[] linear = hasSkip ? cursor.Linear(input, _q) : new double[_q];

        // The order of the heads is mean.weight, log_variance.weight, mean.bias, log_variance.bias. Kinds with a dictionary have no log-variances.
        double[] heads = cursor.Dense(hidden, _sparse is null ? 2 * _q : _q);
        double[] thresholds = cursor.Take(_sparse?.ValuesPerUnit > 0 ? _q : 0), scales = cursor.Take(_sparse?.ValuesPerUnit > 1 ? _q : 0);
        return new Encoded(Sum(heads[.._q], linear), heads[_q..], thresholds, scales, cursor.Position);
    }

    /// <summary>x − b, where the bias b of the output is the last tensor of the network.</summary>
    private double[] WithoutOutputBias(double[] parameters, double[] input)
    {
        int end = (_q * _d) + _q + (_sparse!.ValuesPerUnit * _q) + (_d * _q) + _d;
        return [.. input.Select((value, slot) => value - parameters[end - _d + slot])];
    }

    /// <summary>The weights that lead directly from code to output.</summary>
    private double[] Dictionary(double[] parameters, int start)
    {
        int inputs = _q;
        foreach (int width in architecture.HiddenLayers.Reverse())
        {
            start += (inputs + 1) * width;
            inputs = width;
        }

        return parameters[start..(start + (_d * _q))];
    }

    private double[] Sample(Encoded at, TrainingBatch batch, int row)
    {
        double[] epsilon = InDouble(batch.Noise.Slice(row * _q, _q));
        return [.. Enumerable.Range(0, _q).Select(i => at.Mean[i] + (Math.Exp(0.5 * at.LogVariance[i]) * epsilon[i]))];
    }

    /// <summary>The code of a kind that has no distribution and no dictionary.</summary>
    private double[] Code(double[] mean) => kind is Sparse { Sparsity: KlSparsity } ? Array.ConvertAll(mean, Sigmoid) : mean;

    private Activations Decode(double[] parameters, Encoded at, double[] code, SparseState? sparse)
    {
        var cursor = new Cursor(parameters, at.End);
        double[] hidden = code;
        foreach (int width in architecture.HiddenLayers.Reverse())
        {
            hidden = Activate(cursor.Dense(hidden, width));
        }

        double[] linear = architecture.HiddenLayers.Count > 0 ? cursor.Linear(code, _d) : new double[_d];
        double[] output = Sum(cursor.Dense(hidden, _d), linear);
        double[] divergence = kind is Variational
            ? [.. at.Mean.Zip(at.LogVariance, (mu, log) => 0.5 * (-log + Math.Exp(log) + (mu * mu) - 1))]
            : new double[_q];
        return new Activations(at.Mean, divergence, code, output, sparse, cursor.Position);
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
    /// <param name="Sparse">The latent layer of all rows; <see langword="null"/> for kinds without a dictionary.</param>
    /// <param name="End">The index after the last parameter of the network.</param>
    private sealed record Activations(double[] Head, double[] Divergence, double[] Code, double[] Output, SparseState? Sparse, int End);

    /// <param name="Mean">The output of the mean head plus the skip connection.</param>
    /// <param name="LogVariance">The output of the other head, if there is one.</param>
    /// <param name="Thresholds">The threshold of each unit, if the kind has any.</param>
    /// <param name="Scales">The logarithm of a scale of each unit, if the kind has any.</param>
    /// <param name="End">The index after the last parameter of the encoder.</param>
    private sealed record Encoded(double[] Mean, double[] LogVariance, double[] Thresholds, double[] Scales, int End);

    /// <summary>Reads one layer after another from the array of all parameters.</summary>
    private sealed class Cursor(double[] parameters, int start = 0)
    {
        public int Position { get; private set; } = start;

        public double[] Take(int count)
        {
            Position += count;
            return parameters[(Position - count)..Position];
        }

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
