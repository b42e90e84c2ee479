using MLNet.Autoencoder.Torch.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The loss terms of a batch.</summary>
/// <param name="Code">The codes.</param>
/// <param name="Terms">The terms. Terms that are not listed are 0.</param>
/// <param name="Output">a, the output of the decoder, <c>[n, d]</c>.</param>
internal sealed record TorchTerms(TorchCode Code, IReadOnlyList<TorchTerm> Terms, Tensor Output)
{
    /// <summary>Writes loss, codes and divergences to the batch. Waits for the device.</summary>
    public void Report(TrainingBatch batch)
    {
        TorchMemory.ToManaged(Code.Reported, batch.Codes);
        Span<float> units = batch.UnitDivergences;
        float[] values = SumsAndDivergences(units.Length);
        values.AsSpan(2 * Terms.Count).CopyTo(units);
        foreach (LossTerm term in batch.Loss.Terms)
        {
            batch.Loss.Set(term, 0);
        }

        for (int i = 0; i < Terms.Count; i++)
        {
            batch.Loss.Set(Terms[i].Term, values[2 * i], values[(2 * i) + 1]);
        }

        if (Code.UnitDivergences is not null)
        {
            // Units are summed in double precision, as in the managed engine.
            batch.Loss.Set(LossTerm.KlDivergence, Sum(units), batch.Loss.Charged(LossTerm.KlDivergence));
        }
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>Both sums of each term, followed by the divergence of each unit, in a single copy.</summary>
    private float[] SumsAndDivergences(int dimension)
    {
        Tensor zeros = zeros_like(Code.Reported.narrow(0, 0, 1).flatten());
        IEnumerable<Tensor> sums = Terms.SelectMany(term => (Tensor[])[term.Sum.reshape(1), term.Charged.reshape(1)]);
        float[] values = new float[checked((2 * Terms.Count) + dimension)];
        TorchMemory.ToManaged(cat([.. sums, Code.UnitDivergences ?? zeros]), values);
        return values;
    }
}
