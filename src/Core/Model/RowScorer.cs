using System.Numerics.Tensors;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Model;

/// <summary>
/// Encodes and decodes rows with its own buffers, so that nothing is allocated after the first call. For one thread at a
/// time; a model may have any number of scorers.
/// </summary>
/// <remarks>
/// The results for a row do not depend on the rows that it is scored with. A row with an infinity, with a NaN that the model does not allow, or so
/// far out that its code is not finite, gives NaN in every value. Arithmetic alone would not ensure that: a saturated activation turns an infinity
/// into a plausible number.
/// </remarks>
internal sealed class RowScorer(AutoencoderModel model)
{
    /// <summary>
    /// The number of rows scored at a time: enough for the matrix kernels to run at full speed, and few enough for activations to stay in cache.
    /// </summary>
    public const int BlockRows = 128;

    /// <summary>The number of values that a layer computes at a time, 16 MB, unless one row has more; it limits the number of very wide rows.</summary>
    private const int BlockValues = 1 << 22;

    // Up to one unit in four that is not 0, sums over these units are faster than a product with all of them.
    private const int SparseShare = 4;

    private readonly int _blockRows = BlockRowsOf(model.Architecture);

    private readonly CodeActivation? _activation = model.CreateActivation();
    private readonly LayerRunner _layers = new();
    private readonly SlotRange[] _slots = [.. model.Reconstruction.SlotsOf(model.InputDimension)];
    private readonly SparseMatrix _sparseCodes = new();
    private readonly SparseProduct _product = new(threads: null);
    private float[] _input = [];
    private float[] _code = [];
    private float[] _output = [];
    private float[] _reconstruction = [];

    /// <summary>The number of rows that a network scores at a time.</summary>
    public static int BlockRowsOf(NetworkArchitecture architecture)
    {
        // The first hidden layer of each network also computes the outputs of the skip connection. The sum is in 64 bits.
        long widest = (long)architecture.HiddenLayers.DefaultIfEmpty(0).Max() + Math.Max(architecture.InputDimension, architecture.LatentDimension);
        return (int)Math.Clamp(BlockValues / widest, 1, BlockRows);
    }

    /// <summary>The model that is scored.</summary>
    public AutoencoderModel Model { get; } = model;

    /// <summary>Computes the distribution of the code for each row.</summary>
    /// <param name="rows"><c>[n, d]</c>.</param>
    /// <param name="means">Receives μ, <c>[n, q]</c>.</param>
    /// <param name="logVariances">Receives log σ², <c>[n, q]</c>; empty if it is not wanted.</param>
    public void Encode(ReadOnlySpan<float> rows, Span<float> means, Span<float> logVariances)
    {
        int d = Model.InputDimension;
        int q = Model.LatentDimension;
        _layers.Workspace.ReverseDirection();
        for (int count; rows.Length > 0; rows = rows[(count * d)..])
        {
            count = Math.Min(_blockRows, rows.Length / d);
            ReadOnlySpan<float> input = Scaled(rows[..(count * d)]);
            Span<float> code = means[..(count * q)];
            ReadOnlySpan<float> features = _layers.Run(Model.Encoder, input, code, count);
            MarkUnusable(input, d, code, q);
            MarkUnusable(code, q, code, q);
            ActivateCode(code, count);
            means = means[(count * q)..];
            if (!logVariances.IsEmpty)
            {
                Model.LogVariance.Forward(features, logVariances[..(count * q)], count, _layers.Workspace);
                GaussianLatent.Bound(logVariances[..(count * q)]);
                MarkUnusable(code, q, logVariances[..(count * q)], q);
                logVariances = logVariances[(count * q)..];
            }
        }
    }

    /// <summary>Computes the reconstruction of each code.</summary>
    /// <param name="codes"><c>[n, q]</c>.</param>
    /// <param name="rows">Receives x̂, <c>[n, d]</c>.</param>
    /// <param name="keepsScale">Whether x̂ remains in the units of the network, instead of those of the input.</param>
    public void Decode(ReadOnlySpan<float> codes, Span<float> rows, bool keepsScale = false)
    {
        int d = Model.InputDimension;
        int q = Model.LatentDimension;
        for (int count; codes.Length > 0; codes = codes[(count * q)..], rows = rows[(count * d)..])
        {
            count = Math.Min(_blockRows, codes.Length / q);
            ReadOnlySpan<float> code = codes[..(count * q)];
            Span<float> block = rows[..(count * d)];
            DecodeBlock(code, block, count);
            Activate(block, count);
            if (!keepsScale)
            {
                Model.Content.Scaling.Undo(block);
            }

            MarkUnusable(code, q, block, d);
        }
    }

    /// <summary>Runs codes through the decoder, by the units that are not 0 if they are few and there is nothing but a dictionary.</summary>
    private void DecodeBlock(ReadOnlySpan<float> codes, Span<float> output, int count)
    {
        if (Model.Atoms is { } atoms && codes.Length - codes.Count(0f) <= codes.Length / SparseShare)
        {
            _sparseCodes.SetNonZeros(codes, count, Model.LatentDimension);
            atoms.Decode(_sparseCodes, output, _product);
        }
        else
        {
            _layers.Run(Model.Decoder, codes, output, count);
        }
    }

    /// <summary>Sets results to NaN if their inputs contain an infinity or a NaN.</summary>
    private static void MarkUnusable(ReadOnlySpan<float> inputs, int inputDimension, Span<float> results, int resultDimension)
    {
        for (int row = 0; inputs.Length > 0; row++, inputs = inputs[inputDimension..])
        {
            if (!TensorPrimitives.IsFiniteAll(inputs[..inputDimension]))
            {
                results.Slice(row * resultDimension, resultDimension).Fill(float.NaN);
            }
        }
    }

    /// <summary>Converts the decoder's output to reconstructions, in place.</summary>
    private void Activate(Span<float> values, int rows)
    {
        if (_slots is [{ Kind: SlotKind.Continuous }])
        {
            return;
        }

        Span<float> output = ScratchBuffer.Of(ref _output, values.Length);
        Span<float> reconstruction = ScratchBuffer.Of(ref _reconstruction, values.Length);
        values.CopyTo(output);
        OutputActivation.Forward(_slots, output, rows, reconstruction);
        reconstruction[..values.Length].CopyTo(values);
    }

    /// <summary>Converts activations to codes, in place.</summary>
    private void ActivateCode(Span<float> activations, int rows)
    {
        if (_activation is not null)
        {
            Span<float> code = ScratchBuffer.Of(ref _code, activations.Length);
            _activation.Apply(activations, code, rows);
            MarkUnusable(activations, Model.LatentDimension, code, Model.LatentDimension);
            code[..activations.Length].CopyTo(activations);
        }
    }

    /// <summary>The rows in the network's units.</summary>
    private ReadOnlySpan<float> Scaled(ReadOnlySpan<float> rows)
    {
        if (Model.Content.Scaling is { IsIdentity: true, AllowsMissing: false })
        {
            return rows;
        }

        Span<float> scaled = ScratchBuffer.Of(ref _input, rows.Length);
        Model.Content.Scaling.Apply(rows, scaled);
        return scaled;
    }
}
