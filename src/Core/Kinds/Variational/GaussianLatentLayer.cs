using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer of a variational autoencoder: heads for μ and log σ², and the sampler z = μ + σε.</summary>
internal sealed class GaussianLatentLayer : LatentLayer
{
    private readonly float _freeBits;

    // [batch, 2q]: the output of both heads, from one product. The others are [batch, q].
    private readonly float[] _heads;
    private readonly float[] _mean;
    private readonly float[] _logVariance;
    private readonly float[] _deviation;
    private readonly float[] _meanGradient;
    private readonly float[] _logVarianceGradient;

    // The divergence of each latent unit, summed over the batch.
    private readonly float[] _unitDivergence;

    public GaussianLatentLayer(NetworkParameters parameters, Variational kind, int batchSize)
        : base(parameters, batchSize)
    {
        _freeBits = kind.FreeBits;
        int length = checked(batchSize * Dimension);
        _heads = new float[checked(2 * length)];
        _mean = new float[length];
        _logVariance = new float[length];
        _deviation = new float[length];
        _meanGradient = new float[length];
        _logVarianceGradient = new float[length];
        _unitDivergence = new float[Dimension];
    }

    public override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, MatrixWorkspace workspace)
    {
        Parameters.Layout.EncoderHeads.Forward(Parameters.Values, features, _heads, batch.Count, workspace);
        int q = Dimension;
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<float> heads = _heads.AsSpan(row * 2 * q, 2 * q);
            heads[..q].CopyTo(_mean.AsSpan(row * q, q));
            heads[q..].CopyTo(_logVariance.AsSpan(row * q, q));
        }

        Span<float> mean = _mean.AsSpan(0, batch.Count * q);
        GaussianLatent.Bound(_logVariance.AsSpan(0, mean.Length));
        AddSkip(batch, mean, workspace);
        mean.CopyTo(batch.Codes);
        GaussianLatent.Sample(
            mean, _logVariance.AsSpan(0, mean.Length), batch.Noise, _deviation.AsSpan(0, mean.Length), Code(batch.Count));
    }

    public override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
        int length = batch.Count * Dimension;
        Span<float> divergence = _meanGradient.AsSpan(0, length);
        GaussianLatent.KlDivergence(_mean.AsSpan(0, length), _logVariance.AsSpan(0, length), _deviation.AsSpan(0, length), divergence);
        MultiplyByWeights(batch, divergence);
        Reductions.ColumnSums(divergence, _unitDivergence, batch.Count, Dimension);
        _unitDivergence.CopyTo(batch.UnitDivergences);
        double total = Reductions.Sum(divergence);
        batch.Loss.Set(LossTerm.KlDivergence, total, _freeBits == 0 ? total : Charged(batch));
    }

    public override void AddRowNats(TrainingBatch batch)
    {
        int length = batch.Count * Dimension;
        Span<float> divergence = _meanGradient.AsSpan(0, length);
        GaussianLatent.KlDivergence(_mean.AsSpan(0, length), _logVariance.AsSpan(0, length), _deviation.AsSpan(0, length), divergence);
        float weight = batch.WeightOf(LossTerm.KlDivergence);
        for (int row = 0; row < batch.Count; row++)
        {
            batch.RowNats[row] += (float)(weight * Reductions.Sum(divergence.Slice(row * Dimension, Dimension)));
        }
    }

    public override void Backward(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        float noiseVariance,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace)
    {
        int q = Dimension;
        int length = batch.Count * q;
        ReadOnlySpan<float> mean = _mean.AsSpan(0, length), deviation = _deviation.AsSpan(0, length);
        Span<float> meanGradient = _meanGradient.AsSpan(0, length), logVarianceGradient = _logVarianceGradient.AsSpan(0, length);
        float weight = batch.WeightOf(LossTerm.KlDivergence) * noiseVariance / batch.Count;
        GaussianLatent.BackwardDivergence(mean, deviation, weight, meanGradient, logVarianceGradient);
        MultiplyByWeights(batch, meanGradient);
        MultiplyByWeights(batch, logVarianceGradient);
        ClearGradientBelowFreeBits(batch);
        GaussianLatent.BackwardSample(deviation, batch.Noise, CodeGradient(batch.Count), meanGradient, logVarianceGradient);

        BackwardSkip(batch, meanGradient, gradient, workspace);
        for (int row = 0; row < batch.Count; row++)
        {
            Span<float> heads = _heads.AsSpan(row * 2 * q, 2 * q);
            meanGradient.Slice(row * q, q).CopyTo(heads[..q]);
            logVarianceGradient.Slice(row * q, q).CopyTo(heads[q..]);
        }

        BackwardDense(
            Parameters.Layout.EncoderHeads, features, _heads.AsSpan(0, 2 * length), batch.Count, gradient, featuresGradient, workspace);
    }

    /// <summary>The divergence, counting at least its free bits for every unit.</summary>
    private double Charged(TrainingBatch batch)
    {
        // A loop rather than LINQ, whose lambda would allocate in every step.
        double free = _freeBits * batch.TotalWeight;
        double charged = 0;
        foreach (float unit in _unitDivergence)
        {
            charged += Math.Max(unit, free);
        }

        return charged;
    }

    private void MultiplyByWeights(TrainingBatch batch, Span<float> values)
    {
        for (int row = 0; row < batch.Weights.Length; row++)
        {
            Span<float> rowValues = values.Slice(row * Dimension, Dimension);
            TensorPrimitives.Multiply(rowValues, batch.Weights[row], rowValues);
        }
    }

    /// <summary>Sets the gradient of units below their free bits to 0, which is the slope of max(free bits, divergence) there.</summary>
    private void ClearGradientBelowFreeBits(TrainingBatch batch)
    {
        double free = _freeBits * batch.TotalWeight;
        for (int unit = 0; _freeBits > 0 && unit < Dimension; unit++)
        {
            if (_unitDivergence[unit] >= free)
            {
                continue;
            }

            for (int i = unit; i < batch.Count * Dimension; i += Dimension)
            {
                _meanGradient[i] = 0;
                _logVarianceGradient[i] = 0;
            }
        }
    }
}
