using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are rectified and cost w·Σ|z|.</summary>
internal sealed class L1Layer(NetworkParameters parameters, SparseDefinition definition, L1Penalty sparsity, int batchSize)
    : SparseLatentLayer(parameters, definition, batchSize)
{
    protected override double Penalty(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
        double sum = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            sum += Reductions.Sum(batch.Codes.Slice(row * Dimension, Dimension)) * batch.WeightOf(row);
        }

        return sparsity.Weight * sum;
    }

    protected override float PenaltySlope(int unit) => sparsity.Weight;

    protected override float CodeSlope(float z) => z > 0 ? 1 : 0;
}
