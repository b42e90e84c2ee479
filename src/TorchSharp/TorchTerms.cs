using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The terms of a batch's loss, each summed over its rows by weight; null for those that a fit has not. See <see cref="BatchLoss"/>.</summary>
/// <param name="Code">The codes, and what they cost.</param>
/// <param name="SquaredError">Of continuous slots.</param>
/// <param name="CrossEntropy">Of binary slots and one-hot groups, in nats.</param>
/// <param name="Penalty">What sparsity costs.</param>
internal sealed record TorchTerms(TorchCode Code, Tensor? SquaredError, Tensor? CrossEntropy, Tensor? Penalty)
{
    /// <summary>Gives the batch its codes and divergences, and the caller the losses. Waits for the device.</summary>
    /// <param name="batch">Receives codes and divergences.</param>
    /// <param name="onDevice">The same batch.</param>
    public BatchLoss Report(TrainingBatch batch, TorchBatch onDevice)
    {
        TorchMemory.ToManaged(Code.Reported, batch.Codes);
        Span<float> units = batch.UnitDivergences;
        float[] values = ValuesAndDivergences(units.Length);
        values.AsSpan(4).CopyTo(units);
        return new BatchLoss
        {
            SquaredError = values[0],
            CrossEntropy = values[1],
            KlDivergence = values.Skip(4).Sum(value => (double)value),
            ChargedDivergence = values[2],
            Penalty = values[3],
            Weight = onDevice.TotalWeight,
            ContinuousWeight = onDevice.ContinuousWeight,
        };
    }

    /// <summary>Squared error, cross-entropy, charged divergence, penalty and the divergence of each unit, in one copy.</summary>
    private float[] ValuesAndDivergences(int dimension)
    {
        Tensor zero = zeros_like(Code.Reported.narrow(0, 0, 1).flatten());
        Tensor Scalar(Tensor? value) => value?.reshape(1) ?? zero.narrow(0, 0, 1);
        Tensor all = cat(
            [Scalar(SquaredError), Scalar(CrossEntropy), Scalar(Code.ChargedDivergence), Scalar(Penalty), Code.UnitDivergences ?? zero]);
        float[] values = new float[4 + dimension];
        TorchMemory.ToManaged(all, values);
        return values;
    }
}
