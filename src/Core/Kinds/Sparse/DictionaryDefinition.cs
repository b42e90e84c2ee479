using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What sparse codes with a dictionary have in common: rectified codes, a start that all units take part in, and no weight decay.</summary>
internal abstract class DictionaryDefinition : SparseDefinition
{
    /// <summary>The tensor with the activation, for each unit, from which it fires; codes of kinds without it fire above 0, or if they are the largest.</summary>
    public const string Threshold = "encoder.threshold";

    public override bool HasDictionary => true;

    public override bool RevivesDeadUnits => true;

    /// <summary>Units may start as rows, which then have no error, or with a penalty that costs more than the reconstruction gains.</summary>
    public override bool IsComparedWithStart => false;

    public override ComponentStart? Start => new(IsRectified: true, NoiseWeight: 0);

    /// <summary>Decay pulls activations toward 0, which is a bias, and few parameters fit a row.</summary>
    public override float DefaultWeightDecay(long rows, int slots, bool readsLabels) => 0;

    public override IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture) => LatentHeads.Mean(architecture);

    /// <summary>Files of version 6 or less have a head for log-variances, which is never read.</summary>
    public override IReadOnlyList<TensorSpec> FormerLatentTensors(NetworkArchitecture architecture) => LatentHeads.MeanAndLogVariance(architecture);

    /// <summary>
    /// Sets atoms to length 1, which makes codes longer by their former lengths, and adds W·b to the bias of the encoder, which reads x − b from now on.
    /// </summary>
    public override void BeginTraining(NetworkParameters parameters)
    {
        Normalize(parameters);
        AddOutputBias(parameters, sign: 1);
    }

    public override void EndTraining(NetworkParameters parameters) => AddOutputBias(parameters, sign: -1);

    /// <summary>The specification of <see cref="Threshold"/>.</summary>
    protected static TensorSpec ThresholdOf(NetworkArchitecture architecture) =>
        new(Threshold, 1, architecture.LatentDimension, TensorRole.Threshold, LatentAxis.Columns);

    /// <summary>The threshold above which as many activations lie as fire if k units do for a row; 0 if there are too few above 0.</summary>
    protected static float ThresholdFor(int k, ReadOnlySpan<float> activations, int rows)
    {
        var largest = new SparseMatrix();
        return new LargestOverall(threads: null).Select(activations, rows, activations.Length / rows, (int)Math.Min((long)k * rows, activations.Length), largest);
    }

    private static void AddOutputBias(NetworkParameters parameters, double sign)
    {
        ParameterLayout layout = parameters.Layout;
        if (layout.EncoderHidden.Count > 0)
        {
            return;
        }

        ReadOnlySpan<float> weights = layout.EncoderMean.Weight(parameters.Values), outputBias = layout.DecoderOutput.Bias(parameters.Values);
        Span<float> bias = layout.EncoderMean.Bias(parameters.Values);
        for (int unit = 0; unit < bias.Length; unit++)
        {
            bias[unit] += (float)(sign * Reductions.Dot(weights.Slice(unit * outputBias.Length, outputBias.Length), outputBias));
        }
    }

    private static void Normalize(NetworkParameters parameters)
    {
        ParameterLayout layout = parameters.Layout;
        DenseLayer dictionary = layout.DirectDecoder;
        Span<float> atoms = dictionary.Weight(parameters.Values);
        double[] squares = new double[dictionary.Inputs];
        Reductions.ColumnSumsOfSquares(atoms, squares);
        float[] lengths = [.. squares.Select(square => square > 0 ? (float)Math.Sqrt(square) : 1)];
        DivideColumns(atoms, lengths);
        if (layout.DecoderHidden.Count > 0)
        {
            DivideColumns(layout.DecoderHidden[0].Weight(parameters.Values), lengths);
        }

        // Codes are rectified, so what makes activations longer makes codes longer by as much.
        foreach (ParameterTensor tensor in layout.Tensors.Where(IsInUnitsOfCodes))
        {
            MultiplyUnits(parameters[tensor], lengths);
        }
    }

    /// <summary>Whether a tensor computes codes, by a row for each unit, or is added to or compared with them, by a value for each unit.</summary>
    private static bool IsInUnitsOfCodes(ParameterTensor tensor) =>
        tensor.LatentAxis == LatentAxis.Rows
        || (tensor.LatentAxis == LatentAxis.Columns && tensor.Role is TensorRole.Bias or TensorRole.Threshold);

    private static void DivideColumns(Span<float> matrix, ReadOnlySpan<float> divisors)
    {
        for (int start = 0; start < matrix.Length; start += divisors.Length)
        {
            Span<float> row = matrix.Slice(start, divisors.Length);
            TensorPrimitives.Divide(row, divisors, row);
        }
    }

    private static void MultiplyUnits(Span<float> tensor, ReadOnlySpan<float> factors)
    {
        int stride = tensor.Length / factors.Length;
        for (int unit = 0; unit < factors.Length; unit++)
        {
            Span<float> values = tensor.Slice(unit * stride, stride);
            TensorPrimitives.Multiply(values, factors[unit], values);
        }
    }
}
