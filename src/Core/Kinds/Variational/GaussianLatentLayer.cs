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

    public override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, RowBlock rows, MatrixWorkspace workspace)
    {
        Parameters.Layout.EncoderHeads.Forward(Parameters.Values, features, _heads, rows, workspace);
        int q = Dimension;
        for (int row = rows.Start; row < rows.Start + rows.Count; row++)
        {
            ReadOnlySpan<float> heads = _heads.AsSpan(row * 2 * q, 2 * q);
            heads[..q].CopyTo(_mean.AsSpan(row * q, q));
            heads[q..].CopyTo(_logVariance.AsSpan(row * q, q));
        }

        Span<float> logVariance = rows.Of(_logVariance, q);
        GaussianLatent.Bound(logVariance);
        AddSkip(batch, _mean, rows, workspace);
        ReadOnlySpan<float> mean = rows.Of(_mean, q);
        mean.CopyTo(rows.Of(batch.Codes, q));
        GaussianLatent.Sample(mean, logVariance, rows.Of(batch.Noise, q), rows.Of(_deviation, q), rows.Of(Code, q));
    }

    public override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
        int length = batch.Count * Dimension;
        Span<float> divergence = _meanGradient.AsSpan(0, length);
        GaussianLatent.KlDivergence(_mean.AsSpan(0, length), _logVariance.AsSpan(0, length), _deviation.AsSpan(0, length), divergence);
        MultiplyByWeights(batch, new RowBlock(0, batch.Count), divergence);
        Reductions.ColumnSums(divergence, _unitDivergence, batch.Count, Dimension);
        _unitDivergence.CopyTo(batch.UnitDivergences);
        double total = Reductions.Sum(divergence);
        batch.Loss.Set(LossTerm.KlDivergence, total, _freeBits == 0 ? total : Charged(batch));
    }

    public override void ReportRows(TrainingBatch batch)
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

    public override void BackwardInput(TrainingBatch batch, GradientTarget featuresGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        int q = Dimension;
        ReadOnlySpan<float> deviation = rows.Of(_deviation, q);
        Span<float> meanGradient = rows.Of(_meanGradient, q), logVarianceGradient = rows.Of(_logVarianceGradient, q);
        float weight = batch.WeightOf(LossTerm.KlDivergence) * (float)batch.NoiseVariance / batch.Count;
        GaussianLatent.BackwardDivergence(rows.Of(_mean, q), deviation, weight, meanGradient, logVarianceGradient);
        MultiplyByWeights(batch, rows, _meanGradient);
        MultiplyByWeights(batch, rows, _logVarianceGradient);
        ClearGradientBelowFreeBits(batch, rows);
        GaussianLatent.BackwardSample(deviation, rows.Of(batch.Noise, q), rows.Of(CodeGradient, q), meanGradient, logVarianceGradient);
        AddReportedGradient(_meanGradient, rows);
        for (int row = rows.Start; row < rows.Start + rows.Count; row++)
        {
            Span<float> heads = _heads.AsSpan(row * 2 * q, 2 * q);
            _meanGradient.AsSpan(row * q, q).CopyTo(heads[..q]);
            _logVarianceGradient.AsSpan(row * q, q).CopyTo(heads[q..]);
        }

        BackwardHead(Parameters.Layout.EncoderHeads, _heads, featuresGradient, rows, workspace);
    }

    public override void BackwardParameters(
        ReadOnlySpan<float> features, TrainingBatch batch, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
        BackwardSkip(batch, _meanGradient, gradient, rows, workspace);
        Parameters.Layout.EncoderHeads.BackwardParameters(gradient, features, _heads, rows, workspace);
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

    private void MultiplyByWeights(TrainingBatch batch, RowBlock rows, Span<float> values)
    {
        for (int row = rows.Start; row < rows.Start + rows.Count && !batch.Weights.IsEmpty; row++)
        {
            Span<float> rowValues = values.Slice(row * Dimension, Dimension);
            TensorPrimitives.Multiply(rowValues, batch.Weights[row], rowValues);
        }
    }

    /// <summary>Sets the gradient of units below their free bits to 0, which is the slope of max(free bits, divergence) there.</summary>
    private void ClearGradientBelowFreeBits(TrainingBatch batch, RowBlock rows)
    {
        double free = _freeBits * batch.TotalWeight;
        for (int unit = 0; _freeBits > 0 && unit < Dimension; unit++)
        {
            if (_unitDivergence[unit] >= free)
            {
                continue;
            }

            for (int row = rows.Start; row < rows.Start + rows.Count; row++)
            {
                _meanGradient[(row * Dimension) + unit] = 0;
                _logVarianceGradient[(row * Dimension) + unit] = 0;
            }
        }
    }
}
