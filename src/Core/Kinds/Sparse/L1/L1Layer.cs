using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are rectified and cost w·Σ|z|.</summary>
internal sealed class L1Layer(NetworkParameters parameters, L1Penalty sparsity, int batchSize, ThreadTeam? threads)
    : SparseCodeLayer(parameters, batchSize, threads)
{
    private readonly ValuesAbove _positive = new(threads);

    protected override void Select(ReadOnlySpan<float> activations, int count) => _positive.Select(activations, count, Dimension, 0f, Codes);

    protected override double Penalty(TrainingBatch batch, ReadOnlySpan<float> errors)
    {
        double sum = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            sum += Reductions.Sum(Codes.Values[Codes.Starts[row]..Codes.Starts[row + 1]]) * batch.WeightOf(row);
        }

        return sparsity.Weight * sum;
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
