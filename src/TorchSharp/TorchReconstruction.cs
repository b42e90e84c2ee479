using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace MLNet.Autoencoder.Torch;

/// <summary>
/// The reconstruction terms of the loss: squared error for continuous slots, cross-entropy for binary slots and one-hot groups.
/// </summary>
internal sealed class TorchReconstruction
{
    private readonly SlotRange[] _slots;
    private readonly long[] _counts;

    /// <exception cref="NotSupportedException">This engine does not support the kind of a slot.</exception>
    public TorchReconstruction(IReadOnlyList<SlotRange> slots)
    {
        _slots = [.. slots];
        _counts = [.. slots.Select(range => (long)range.Count)];
        foreach (SlotRange range in slots)
        {
            if (range.Kind is not (SlotKind.Continuous or SlotKind.Binary or SlotKind.OneHot))
            {
                throw Unknown.Option(nameof(SlotKind), range.Kind);
            }
        }
    }

    /// <summary>The squared error and the cross-entropy, each only if there are slots for it.</summary>
    /// <param name="output">a, the output of the decoder, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public IEnumerable<TorchTerm> Terms(Tensor output, TorchBatch batch)
    {
        (Tensor? squaredErrors, Tensor? crossEntropies) = Losses(output, batch.Rows, batch.Importance, static losses => losses.sum());
        if (squaredErrors is { } squaredError)
        {
            yield return new TorchTerm(LossTerm.SquaredError, squaredError, squaredError);
        }

        if (crossEntropies is { } crossEntropy)
        {
            yield return new TorchTerm(LossTerm.CrossEntropy, crossEntropy, crossEntropy);
        }
    }

    /// <summary>The squared error and the cross-entropy of each row, without its weight, <c>[n]</c>; <see langword="null"/> if there are no slots for it.</summary>
    public (Tensor? SquaredErrors, Tensor? CrossEntropies) RowLosses(Tensor output, TorchBatch batch) =>
        Losses(output, batch.Rows, batch.Observed, static losses => losses.sum(dim: 1));

    /// <summary>Reduces the squared error and the cross-entropy of every value, times a factor, to a sum.</summary>
    private (Tensor? SquaredErrors, Tensor? CrossEntropies) Losses(Tensor output, Tensor batchRows, Tensor? batchFactors, Func<Tensor, Tensor> reduce)
    {
        Tensor[] outputs = Split(output);
        Tensor[] rows = Split(batchRows);
        Tensor[]? factors = batchFactors is null ? null : Split(batchFactors);
        Tensor? Reduce(SlotKind kind, Tensor[] values, Func<Tensor, Tensor, Tensor> loss)
        {
            if (_slots.All(range => range.Kind != kind))
            {
                return null;
            }

            Tensor losses = loss(Join(kind, values), Join(kind, rows));
            return reduce(factors is null ? losses : losses * Join(kind, factors));
        }

        Tensor? squaredErrors = Reduce(SlotKind.Continuous, outputs, static (a, x) => nn.functional.mse_loss(a, x, Reduction.None));
        Tensor? binary = Reduce(
            SlotKind.Binary, outputs, static (a, x) => nn.functional.binary_cross_entropy_with_logits(a, x, reduction: Reduction.None));
        Tensor? oneHot = Reduce(SlotKind.OneHot, LogProbabilities(outputs), static (logs, x) => -(x * logs));
        return (squaredErrors, binary is not null && oneHot is not null ? binary.Plus(oneHot) : binary ?? oneHot);
    }

    /// <summary>x̂ − x as a constant, <c>[n, d]</c>; undefined for missing values. In a one-hot group, x̂ is the softmax times the observed part of x.</summary>
    /// <param name="output">a, the output of the decoder, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public Tensor Errors(Tensor output, TorchBatch batch)
    {
        Tensor[] rows = Split(batch.Observed is null ? batch.Rows : batch.Rows * batch.Observed);
        Tensor[] reconstructions = [.. Split(output.detach()).Zip(rows, _slots).Select(
            piece => Reconstruct(piece.Third.Kind, piece.First, piece.Second))];
        return cat(reconstructions, 1) - batch.Rows;
    }

    /// <param name="kind">What the slots hold.</param>
    /// <param name="output">a.</param>
    /// <param name="row">x, 0 where it is missing.</param>
    private static Tensor Reconstruct(SlotKind kind, Tensor output, Tensor row) => kind switch
    {
        SlotKind.Continuous => output,
        SlotKind.Binary => output.sigmoid(),
        SlotKind.OneHot => nn.functional.softmax(output, 1) * row.sum(1, keepdim: true),
        _ => throw Unknown.Option(nameof(SlotKind), kind),
    };

    /// <summary>The logarithm of the softmax for one-hot groups; other outputs unchanged.</summary>
    private Tensor[] LogProbabilities(Tensor[] outputs) =>
        [.. outputs.Zip(_slots, (output, range) => range.Kind == SlotKind.OneHot ? nn.functional.log_softmax(output, 1) : output)];

    /// <summary>The columns of each range.</summary>
    private Tensor[] Split(Tensor matrix) => _slots.Length == 1 ? [matrix] : matrix.split(_counts, 1);

    /// <summary>The columns of all ranges of a kind, concatenated.</summary>
    private Tensor Join(SlotKind kind, Tensor[] pieces)
    {
        Tensor[] ofKind = [.. pieces.Where((_, i) => _slots[i].Kind == kind)];
        return ofKind.Length == 1 ? ofKind[0] : cat(ofKind, 1);
    }
}
