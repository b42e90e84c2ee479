using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>
/// Encodes and decodes rows of a model with buffers of its own, so that nothing is allocated after the first call. One thread at a
/// time; a model may have any number of scorers.
/// </summary>
/// <remarks>
/// The results for a row do not depend on the rows it is scored with. A row with a NaN or an infinity gives NaN in every value: left to the
/// arithmetic, a saturated activation would make plausible numbers of an infinity.
/// </remarks>
internal sealed class RowScorer(AutoencoderModel model)
{
    // Enough rows for the matrix kernels to run at full speed, few enough for the activations between them to stay in cache.
    private const int BlockRows = 128;

    private readonly MatrixWorkspace _workspace = new();
    private float[] _hidden = [];
    private float[] _nextHidden = [];
    private float[] _output = [];

    /// <summary>The model that is scored.</summary>
    public AutoencoderModel Model { get; } = model;

    /// <summary>The distribution of the code, given a row.</summary>
    /// <param name="rows"><c>[n, d]</c>.</param>
    /// <param name="means">Receives μ, <c>[n, q]</c>.</param>
    /// <param name="logVariances">Receives log σ², <c>[n, q]</c>; empty when not wanted.</param>
    public void Encode(ReadOnlySpan<float> rows, Span<float> means, Span<float> logVariances)
    {
        int d = Model.InputDimension;
        int q = Model.LatentDimension;
        PackedEncoder encoder = Model.Encoder;
        for (int count; rows.Length > 0; rows = rows[(count * d)..])
        {
            count = Math.Min(BlockRows, rows.Length / d);
            ReadOnlySpan<float> block = rows[..(count * d)];
            ReadOnlySpan<float> features = Hidden(encoder.Hidden, encoder.Activation, block, count);
            encoder.Mean.Forward(features, means[..(count * q)], count, _workspace);
            MarkMeaningless(block, d, means, q);
            means = means[(count * q)..];
            if (!logVariances.IsEmpty)
            {
                encoder.LogVariance.Forward(features, logVariances[..(count * q)], count, _workspace);
                MarkMeaningless(block, d, logVariances, q);
                logVariances = logVariances[(count * q)..];
            }
        }
    }

    /// <summary>The reconstruction of a code, in the units of the input.</summary>
    /// <param name="codes"><c>[n, q]</c>.</param>
    /// <param name="rows">Receives x̂, <c>[n, d]</c>.</param>
    public void Decode(ReadOnlySpan<float> codes, Span<float> rows)
    {
        int d = Model.InputDimension;
        int q = Model.LatentDimension;
        PackedDecoder decoder = Model.Decoder;
        for (int count; codes.Length > 0; codes = codes[(count * q)..], rows = rows[(count * d)..])
        {
            count = Math.Min(BlockRows, codes.Length / q);
            ReadOnlySpan<float> features = Hidden(decoder.Hidden, decoder.Activation, codes[..(count * q)], count);
            Span<float> block = rows[..(count * d)];
            if (Model.Reconstruction == ReconstructionLoss.Bernoulli)
            {
                Span<float> output = Buffer(ref _output, count * d);
                decoder.Output.Forward(features, output, count, _workspace);
                TensorPrimitives.Sigmoid(output, output);
                output[..block.Length].CopyTo(block);
            }
            else
            {
                decoder.Output.Forward(features, block, count, _workspace);
            }

            MarkMeaningless(codes[..(count * q)], q, block, d);
        }
    }

    /// <summary>Puts NaN in the results of inputs that hold a NaN or an infinity.</summary>
    private static void MarkMeaningless(ReadOnlySpan<float> inputs, int inputDimension, Span<float> results, int resultDimension)
    {
        for (int row = 0; inputs.Length > 0; row++, inputs = inputs[inputDimension..])
        {
            if (!TensorPrimitives.IsFiniteAll(inputs[..inputDimension]))
            {
                results.Slice(row * resultDimension, resultDimension).Fill(float.NaN);
            }
        }
    }

    private ReadOnlySpan<float> Hidden(PackedLayer[] layers, Activation activation, ReadOnlySpan<float> input, int rows)
    {
        ReadOnlySpan<float> current = input;
        foreach (PackedLayer layer in layers)
        {
            Span<float> output = Buffer(ref _nextHidden, rows * layer.Outputs)[..(rows * layer.Outputs)];
            layer.Forward(current, output, rows, _workspace);
            ActivationFunctions.Forward(activation, output, output);
            (_hidden, _nextHidden) = (_nextHidden, _hidden);
            current = output;
        }

        return current;
    }

    private static Span<float> Buffer(ref float[] buffer, int length)
    {
        int padded = ElementWise.PaddedLength(length);
        if (buffer.Length < padded)
        {
            buffer = new float[padded];
        }

        return buffer.AsSpan(0, padded);
    }
}
