namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>The auxiliary losses in double precision, as their documentation defines them: the part of <see cref="ReferenceAutoencoder"/> on codes.</summary>
/// <param name="batch">The batch, with its labels.</param>
/// <param name="kind">What the labels are; <see langword="null"/> if no loss reads any.</param>
/// <param name="codes">The codes that it reports.</param>
/// <param name="viewCodes">Those of its second view; empty if the loss needs none.</param>
internal sealed class ReferenceAuxiliaryLosses(TrainingBatch batch, LabelKind? kind, double[][] codes, double[][] viewCodes)
{
    /// <summary>The most rows that are compared with each other.</summary>
    private const int MaxGroup = 128;

    /// <summary>The length below which a code has no direction.</summary>
    private const double MinNorm = 1e-6;

    /// <summary>The sum of weights below which a row has no neighbors.</summary>
    private const double MinTotal = 1e-6;

    /// <summary>The number of values in what rows are contrasted by, and of hidden units before.</summary>
    private const int Width = 64;

    /// <summary>The number of parameters of a projection head: W₁ and b₁, then W₂ and b₂.</summary>
    public static int ContrastParameters(int codeLength) => (Width * (codeLength + 1)) + (Width * (Width + 1));

    /// <summary>The loss of each row in nats, without its weight; 0 for a row that takes no part.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="parameters">The parameters of the loss.</param>
    public double[] Rows(AuxiliaryLoss loss, double[] parameters)
    {
        if (loss is RowContrast rowContrast)
        {
            return ContrastViews(rowContrast.Temperature, parameters);
        }

        int[] labeled = [.. Enumerable.Range(0, batch.Count).Where(row => !float.IsNaN(batch.Labels[row]))];
        double[] losses = new double[batch.Count];
        foreach (int[] group in labeled.Chunk(kind == LabelKind.Number ? MaxGroup / 2 : MaxGroup))
        {
            foreach (int row in group)
            {
                losses[row] = batch.LabelFactor * loss switch
                {
                    LabelHead => Head(row, parameters),
                    SupervisedContrastive contrastive => Contrast(row, group, contrastive),
                    _ => throw new ArgumentException($"The reference does not know the loss {loss.GetType().Name}.", nameof(loss)),
                };
            }
        }

        return losses;
    }

    /// <param name="row">The row.</param>
    /// <param name="parameters">W, row by row, then b.</param>
    private double Head(int row, double[] parameters)
    {
        double[] code = codes[row];
        int count = parameters.Length / (code.Length + 1);
        double[] outputs = [.. Enumerable.Range(0, count).Select(i =>
            Dot(parameters[(i * code.Length)..((i + 1) * code.Length)], code) + parameters[(count * code.Length) + i])];
        return kind == LabelKind.Number
            ? 0.5 * Math.Pow(outputs[0] - batch.Labels[row], 2)
            : Math.Log(outputs.Sum(Math.Exp)) - outputs[(int)batch.Labels[row]];
    }

    private double Contrast(int row, int[] group, SupervisedContrastive loss)
    {
        double Similarity(int other) => Math.Exp(Dot(Direction(codes[row]), Direction(codes[other])) / loss.Temperature);
        double Weight(int other) => kind == LabelKind.Number
            ? Math.Exp(-Math.Pow((double)batch.Labels[row] - batch.Labels[other], 2) / (2 * Math.Pow(loss.Bandwidth, 2)))
            : batch.Labels[row] == batch.Labels[other] ? 1 : 0;
        int[] others = [.. group.Where(other => other != row)];
        double all = others.Sum(Similarity), total = others.Sum(Weight);
        return total < MinTotal ? 0 : -others.Sum(other => Weight(other) / total * Math.Log(Similarity(other) / all));
    }

    private double[] ContrastViews(double temperature, double[] parameters)
    {
        double[][] directions = Array.ConvertAll(codes, code => Direction(Projected(code, parameters)));
        double[][] viewDirections = Array.ConvertAll(viewCodes, code => Direction(Projected(code, parameters)));
        double Similarity(int row, int view) => Math.Exp(Dot(directions[row], viewDirections[view]) / temperature);
        return [.. Enumerable.Range(0, batch.Count).Chunk(MaxGroup).SelectMany(
            group => group.Select(row => -Math.Log(Similarity(row, row) / group.Sum(view => Similarity(row, view)))))];
    }

    /// <summary>W₂·max(0, W₁·z + b₁) + b₂. Loops, because it runs for thousands of parameters.</summary>
    private static double[] Projected(double[] code, double[] parameters)
    {
        double[] hidden = Array.ConvertAll(Dense(code, 0), value => Math.Max(0, value));
        return Dense(hidden, Width * (code.Length + 1));

        double[] Dense(double[] input, int start)
        {
            double[] output = parameters[(start + (Width * input.Length))..(start + (Width * (input.Length + 1)))];
            for (int o = 0; o < Width; o++)
            {
                for (int i = 0; i < input.Length; i++)
                {
                    output[o] += parameters[start + (o * input.Length) + i] * input[i];
                }
            }

            return output;
        }
    }

    private static double[] Direction(double[] code)
    {
        double norm = Math.Sqrt(Dot(code, code));
        return Array.ConvertAll(code, value => norm < MinNorm ? 0 : value / norm);
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
