using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are rectified and cost w·Σ|z|.</summary>
internal sealed class L1Layer(NetworkParameters parameters, L1Penalty sparsity, int batchSize, ThreadTeam? threads)
    : SparseCodeLayer(parameters, sparsity, activeUnits: 0, batchSize, threads)
{
    private readonly ValuesAbove _positive = new(threads);

    protected override void Select(ReadOnlySpan<float> activations, TrainingBatch batch) => _positive.Select(activations, batch.Count, Dimension, 0f, Codes);

    protected override void AddPenalties(TrainingBatch batch, ReadOnlySpan<float> errors, Span<double> penalties)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            penalties[row] += sparsity.Weight * Reductions.Sum(Codes.Values[Codes.Starts[row]..Codes.Starts[row + 1]]);
        }
    }

    protected override void AddPenaltyGradient(TrainingBatch batch, Span<float> gradient, Span<float> codeGradient)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            float slope = sparsity.Weight * PenaltyWeight(batch, row);
            foreach (ref float entry in codeGradient[Codes.Starts[row]..Codes.Starts[row + 1]])
            {
                entry += slope;
            }
        }
    }
}
