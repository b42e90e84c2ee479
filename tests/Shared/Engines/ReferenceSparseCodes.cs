namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>
/// Sparse codes with a dictionary in double precision, and their penalties, as their documentation defines them: the part of
/// <see cref="ReferenceAutoencoder"/> on activations.
/// </summary>
/// <param name="sparsity">The rule.</param>
/// <param name="isServed">Whether codes are those of a served model instead of those of training.</param>
/// <param name="d">The number of slots.</param>
internal sealed class ReferenceSparseCodes(Sparsity sparsity, bool isServed, int d)
{
    /// <summary>The number of values for each unit, besides weights and bias: a threshold, and the logarithm of a scale.</summary>
    public int ValuesPerUnit => sparsity switch
    {
        BatchTopK or JumpRelu => 1,
        Gated => 2,
        _ => 0,
    };

    /// <summary>The codes of all rows of a batch.</summary>
    /// <param name="now">The activations and the dictionary.</param>
    /// <param name="point">Where straight-through slopes are taken.</param>
    /// <param name="batch">The batch.</param>
    public double[][] Codes(SparseState now, SparseState point, TrainingBatch batch) => sparsity switch
    {
        TargetedSparsity targeted when sparsity is TopK || IsWarmingUp(batch) => OfEachRow(now.Activations, targeted.ActiveUnits!.Value),
        BatchTopK when isServed => Where(now, (value, unit) => value > now.Thresholds[unit]),
        BatchTopK batchTopK => OfBatch(now.Activations, batchTopK.ActiveUnits!.Value),
        JumpRelu jumpRelu => [.. now.Activations.Select((row, i) => Jump(jumpRelu, row, now.Thresholds, point.Activations[i], point.Thresholds))],
        Gated => Where(now, (value, unit) => value > 0 && value > now.Thresholds[unit]),
        L1Penalty => Where(now, (value, _) => value > 0),
        _ => throw new InvalidOperationException($"The reference does not know the sparsity {sparsity}."),
    };

    /// <summary>The penalty of each row, without its weight.</summary>
    /// <param name="now">The codes and the dictionary.</param>
    /// <param name="point">What the gradient treats as constant: where straight-through slopes and errors are taken.</param>
    /// <param name="errors">x − x̂ at that point, 0 for missing values.</param>
    /// <param name="batch">The batch.</param>
    public double[] Penalties(SparseState now, SparseState point, double[][] errors, TrainingBatch batch)
    {
        double ofEveryRow = sparsity is JumpRelu jumpRelu ? ActiveUnitsPenalty(jumpRelu, now, point, batch) : 0;
        double scale = Variance(batch) / MeanSquare(errors, batch);
        return
        [
            .. Enumerable.Range(0, batch.Count).Select(row =>
                ofEveryRow + (scale * DeadUnits(now, errors[row], batch, row)) + PenaltyOfRule(now, point, errors[row], batch, row)),
        ];
    }

    /// <summary>For the first half of a fit, every rule that is told how many units fire keeps the largest activations of each row.</summary>
    private bool IsWarmingUp(TrainingBatch batch) => !isServed && batch.Progress < 0.5;

    private double PenaltyOfRule(SparseState now, SparseState point, double[] errors, TrainingBatch batch, int row) => sparsity switch
    {
        L1Penalty l1 => l1.Weight * now.Codes[row].Sum(Math.Abs),
        TargetedSparsity targeted => NestedCodes(targeted, now, point, errors, batch, row),
        Gated gated => Gates(gated, now, point, errors, batch, row),
        _ => throw new InvalidOperationException($"The reference does not know the sparsity {sparsity}."),
    };

    /// <summary>The variance of the rows of a batch, summed over slots.</summary>
    private double Variance(TrainingBatch batch)
    {
        double weights = Enumerable.Range(0, batch.Count).Sum(row => WeightOf(batch, row)), variance = 0;
        for (int slot = 0; slot < d; slot++)
        {
            double[] values = [.. Enumerable.Range(0, batch.Count).Select(row => (double)batch.Rows[(row * d) + slot])];
            double mean = values.Select((value, row) => WeightOf(batch, row) * value / weights).Sum();
            variance += values.Select((value, row) => WeightOf(batch, row) * Math.Pow(value - mean, 2) / weights).Sum();
        }

        return variance;
    }

    /// <summary>The squared errors of the rows of a batch, on average.</summary>
    private double MeanSquare(double[][] errors, TrainingBatch batch) =>
        errors.Select((row, i) => WeightOf(batch, i) * SquaredError(batch, i, slot => row[slot])).Sum() / Enumerable.Range(0, batch.Count).Sum(row => WeightOf(batch, row));

    private double DeadUnits(SparseState now, double[] errors, TrainingBatch batch, int row)
    {
        int k = (sparsity as TargetedSparsity)?.ActiveUnits ?? 0;
        double weight = ((DictionarySparsity)sparsity).AuxiliaryWeight;
        double[] activations = now.Activations[row];
        bool[] isDead = batch.DeadUnits.ToArray();
        int[] chosen =
        [
            .. Enumerable.Range(0, activations.Length).Where(unit => isDead[unit])
                .OrderByDescending(unit => activations[unit]).Take(Math.Max(k, d / 2)),
        ];
        return chosen.Length == 0 ? 0 : weight * SquaredError(
            batch, row, slot => errors[slot] - chosen.Sum(unit => now.Atom(slot, unit) * activations[unit]));
    }

    /// <summary>The bias and what hidden layers contribute are constants.</summary>
    private double NestedCodes(TargetedSparsity targeted, SparseState now, SparseState point, double[] errors, TrainingBatch batch, int row)
    {
        double[] decoded = point.Decoded(row, d), codes = now.Codes[row];
        double sum = 0;
        for (int level = 1; level < targeted.MatryoshkaLevels; level++)
        {
            int[] prefix = [.. Enumerable.Range(0, codes.Length / (1 << level))];
            sum += SquaredError(batch, row, slot => errors[slot] + decoded[slot] - prefix.Sum(unit => now.Atom(slot, unit) * codes[unit]));
        }

        return targeted.MatryoshkaLevels == 1 ? 0 : sum / (targeted.MatryoshkaLevels - 1);
    }

    /// <summary>Gates alone have a gradient: the dictionary, the bias, and what hidden layers contribute are constants.</summary>
    private double Gates(Gated gated, SparseState now, SparseState point, double[] errors, TrainingBatch batch, int row)
    {
        double[] decoded = point.Decoded(row, d);
        double[] gates =
        [
            .. now.Activations[row].Select((value, unit) => isServed && value <= 0
                ? 0
                : Math.Max(0, (value - now.Thresholds[unit]) * Math.Exp(-now.Scales[unit]))),
        ];
        double left = SquaredError(batch, row, slot => errors[slot] + decoded[slot] - gates.Select((gate, unit) => point.Atom(slot, unit) * gate).Sum());
        return (gated.Weight * gates.Sum()) + left;
    }

    /// <summary>The same for every row. Thresholds have no slope before they are trained.</summary>
    private double ActiveUnitsPenalty(JumpRelu jumpRelu, SparseState now, SparseState point, TrainingBatch batch)
    {
        double active = 0, squares = 0, weights = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = WeightOf(batch, row);
            for (int unit = 0; unit < now.Thresholds.Length; unit++)
            {
                double activation = point.Activations[row][unit], threshold = point.Thresholds[unit];
                active += weight * (point.Codes[row][unit] != 0 ? 1 : 0);
                active -= IsWarmingUp(batch) ? 0 : weight * Smoothed(jumpRelu, activation, threshold) * (now.Thresholds[unit] - threshold) / (jumpRelu.Bandwidth * threshold);
            }

            for (int slot = 0; slot < d; slot++)
            {
                squares += weight * Math.Pow(batch.Rows[(row * d) + slot], 2);
            }

            weights += weight;
        }

        return jumpRelu.Weight * (squares / weights) * Math.Pow((active / weights / jumpRelu.ActiveUnits!.Value) - 1, 2);
    }

    /// <summary>The code of a row; by the threshold, it has the slope −1/bandwidth where the step is smoothed.</summary>
    private static double[] Jump(JumpRelu jumpRelu, double[] activations, double[] thresholds, double[] activationsAt, double[] thresholdsAt) =>
    [
        .. activations.Select((value, unit) => (activationsAt[unit] > thresholdsAt[unit] ? value : 0)
            - (Smoothed(jumpRelu, activationsAt[unit], thresholdsAt[unit]) * (thresholds[unit] - thresholdsAt[unit]) / jumpRelu.Bandwidth)),
    ];

    /// <summary>1 if an activation is less than half the width of the smoothed step from the threshold, and 0 otherwise.</summary>
    private static double Smoothed(JumpRelu jumpRelu, double activation, double threshold) =>
        Math.Abs(activation - threshold) < jumpRelu.Bandwidth * threshold / 2 ? 1 : 0;

    private static double[][] OfEachRow(double[][] activations, int k) => [.. activations.Select(row => AtLeast(row, Largest(row, k)))];

    private static double[][] OfBatch(double[][] activations, int k)
    {
        double smallest = Largest([.. activations.SelectMany(row => row)], k * activations.Length);
        return [.. activations.Select(row => AtLeast(row, smallest))];
    }

    private static double Largest(double[] values, int count) => values.OrderDescending().ElementAt(count - 1);

    private static double[] AtLeast(double[] values, double smallest) => Array.ConvertAll(values, value => value >= smallest ? Math.Max(0, value) : 0);

    private static double[][] Where(SparseState now, Func<double, int, bool> fires) =>
        [.. now.Activations.Select(row => row.Select((value, unit) => fires(value, unit) ? value : 0).ToArray())];

    private static double WeightOf(TrainingBatch batch, int row) => batch.Weights.IsEmpty ? 1 : batch.Weights[row];

    /// <summary>The sum of squares over the observed slots.</summary>
    private double SquaredError(TrainingBatch batch, int row, Func<int, double> error)
    {
        double sum = 0;
        for (int slot = 0; slot < d; slot++)
        {
            sum += batch.Observed.IsEmpty || batch.Observed[(row * d) + slot] != 0 ? Math.Pow(error(slot), 2) : 0;
        }

        return sum;
    }
}

/// <summary>A batch between encoder and decoder.</summary>
/// <param name="Activations">The output of the encoder for each row.</param>
/// <param name="Codes">The codes; empty before they are computed.</param>
/// <param name="Thresholds">The threshold of each unit, if the kind has any.</param>
/// <param name="Scales">The logarithm of a scale of each unit, if the kind has any.</param>
/// <param name="Dictionary">The weights that lead directly from code to output, <c>[d, q]</c>.</param>
internal sealed record SparseState(double[][] Activations, double[][] Codes, double[] Thresholds, double[] Scales, double[] Dictionary)
{
    /// <summary>The value of an atom in a slot.</summary>
    public double Atom(int slot, int unit) => Dictionary[(slot * Activations[0].Length) + unit];

    /// <summary>D·z of a row, <c>[d]</c>.</summary>
    public double[] Decoded(int row, int d) => [.. Enumerable.Range(0, d).Select(slot => Codes[row].Select((code, unit) => Atom(slot, unit) * code).Sum())];
}
