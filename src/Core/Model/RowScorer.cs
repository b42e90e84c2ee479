using System.Numerics.Tensors;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Model;

/// <summary>
/// Encodes and decodes rows of a model with buffers of its own, so that nothing is allocated after the first call. One thread at a
/// time; a model may have any number of scorers.
/// </summary>
/// <remarks>
/// The results for a row do not depend on the rows it is scored with. A row with an infinity, or with a NaN where the model was not fitted to miss
/// values, or so far out that its code is no number, gives NaN in every value: left to the arithmetic, a saturated activation would make plausible
/// numbers of an infinity.
/// </remarks>
internal sealed class RowScorer(AutoencoderModel model)
{
    /// <summary>
    /// Rows scored at a time: enough for the matrix kernels to run at full speed, few enough for the activations between them to stay in cache.
    /// </summary>
    public const int BlockRows = 128;

    /// <summary>Values in the rows scored at a time: 16 MB, which very wide rows reach before there are so many of them.</summary>
    private const int BlockValues = 1 << 22;

    private readonly KindDefinition _kind = model.Kind.Definition;
    private readonly MatrixWorkspace _workspace = new();
    private readonly SlotRange[] _slots = [.. model.Reconstruction.SlotsOf(model.InputDimension)];
    private readonly float[] _unitScratch = new float[model.LatentDimension];
    private float[] _input = [];
    private float[] _hidden = [];
    private float[] _sums = [];
    private float[] _code = [];
    private float[] _output = [];
    private float[] _reconstruction = [];

    /// <summary>How many rows of d values are scored at a time.</summary>
    public static int BlockRowsOf(int dimension) => Math.Clamp(BlockValues / dimension, 1, BlockRows);

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
        _workspace.TurnRound();
        for (int count; rows.Length > 0; rows = rows[(count * d)..])
        {
            count = Math.Min(BlockRowsOf(d), rows.Length / d);
            ReadOnlySpan<float> input = Scaled(rows[..(count * d)]);
            Span<float> code = means[..(count * q)];
            ReadOnlySpan<float> features = Run(Model.Encoder, input, code, count);
            MarkMeaningless(input, d, code, q);
            MarkMeaningless(code, q, code, q);
            ActivateCode(code, count);
            means = means[(count * q)..];
            if (!logVariances.IsEmpty)
            {
                Model.LogVariance.Forward(features, logVariances[..(count * q)], count, _workspace);
                MarkMeaningless(code, q, logVariances[..(count * q)], q);
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
        for (int count; codes.Length > 0; codes = codes[(count * q)..], rows = rows[(count * d)..])
        {
            count = Math.Min(BlockRowsOf(d), codes.Length / q);
            ReadOnlySpan<float> code = codes[..(count * q)];
            Span<float> block = rows[..(count * d)];
            Run(Model.Decoder, code, block, count);
            Activate(block, count);
            Model.Content.Scaling.Undo(block);
            MarkMeaningless(code, q, block, d);
        }
    }

    /// <summary>Puts NaN in the results of inputs that hold an infinity or a NaN.</summary>
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

    /// <summary>Makes reconstructions of the decoder's output, in place.</summary>
    private void Activate(Span<float> values, int rows)
    {
        if (_slots is [{ Kind: SlotKind.Continuous }])
        {
            return;
        }

        Span<float> output = Buffer(ref _output, values.Length);
        Span<float> reconstruction = Buffer(ref _reconstruction, values.Length);
        values.CopyTo(output);
        OutputActivation.Forward(_slots, output, rows, reconstruction);
        reconstruction[..values.Length].CopyTo(values);
    }

    /// <summary>Makes codes of activations, in place.</summary>
    private void ActivateCode(Span<float> activations, int rows)
    {
        if (_kind.IsCodeActivated)
        {
            Span<float> code = Buffer(ref _code, activations.Length);
            activations.CopyTo(code);
            _kind.ToCode(code, rows, Model.LatentDimension, code, _unitScratch);
            MarkMeaningless(activations, Model.LatentDimension, code, Model.LatentDimension);
            code[..activations.Length].CopyTo(activations);
        }
    }

    /// <summary>The rows in the units of the network.</summary>
    private ReadOnlySpan<float> Scaled(ReadOnlySpan<float> rows)
    {
        if (Model.Content.Scaling is { IsIdentity: true, AllowsMissing: false })
        {
            return rows;
        }

        Span<float> scaled = Buffer(ref _input, rows.Length);
        Model.Content.Scaling.Apply(rows, scaled);
        return scaled;
    }

    /// <summary>Runs rows through a network.</summary>
    /// <returns>What its last hidden layer gave, <c>[n, width]</c>: the input itself where there is none.</returns>
    private ReadOnlySpan<float> Run(PackedNetwork network, ReadOnlySpan<float> input, Span<float> output, int rows)
    {
        ReadOnlySpan<float> current = input;
        for (int i = 0; i < network.Hidden.Length; i++)
        {
            PackedLayer layer = network.Hidden[i];
            Span<float> sums = Buffer(ref _sums, rows * layer.Outputs);
            layer.Forward(current, sums, rows, _workspace);
            Span<float> hidden = Buffer(ref _hidden, rows * network.HiddenWidths[i]);
            Activate(network.Activation, sums, hidden, output, rows);
            current = hidden;
        }

        network.Output.Forward(current, output, rows, _workspace);
        return current;
    }

    /// <summary>Parts the sums of a hidden layer from those of a path that stand beside them.</summary>
    private static void Activate(Activation activation, ReadOnlySpan<float> sums, Span<float> hidden, Span<float> path, int rows)
    {
        if (sums.Length == hidden.Length)
        {
            ActivationFunctions.Forward(activation, sums, hidden);
            return;
        }

        int width = hidden.Length / rows, beside = (sums.Length / rows) - width;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> both = sums.Slice(row * (width + beside), width + beside);
            ActivationFunctions.Forward(activation, both[..width], hidden.Slice(row * width, width));
            both[width..].CopyTo(path.Slice(row * beside, beside));
        }
    }

    private static Span<float> Buffer(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[length];
        }

        return buffer.AsSpan(0, length);
    }
}
