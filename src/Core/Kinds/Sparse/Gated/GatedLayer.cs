using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The latent layer in which a gate π = (a − θ)·exp(−r) decides whether a unit fires. The gate learns from its penalty and from an auxiliary loss, since the
/// step has no slope; the code learns from the reconstruction.
/// </summary>
internal sealed class GatedLayer(NetworkParameters parameters, Gated sparsity, int batchSize, ThreadTeam? threads)
    : SparseCodeLayer(parameters, sparsity, activeUnits: 0, batchSize, threads)
{
    private readonly ValuesAbove _above = new(threads);
    private readonly ParameterTensor _threshold = parameters.Layout.Find(DictionaryDefinition.Threshold)!;
    private readonly ParameterTensor _scale = parameters.Layout.Find(GatedDefinition.Scale)!;
    private readonly float[] _factors = new float[parameters.Architecture.LatentDimension];
    private readonly float[] _lowest = new float[parameters.Architecture.LatentDimension];
    private readonly float[] _thresholdGradient = new float[parameters.Architecture.LatentDimension];
    private readonly float[] _scaleGradient = new float[parameters.Architecture.LatentDimension];

    // π of each entry; what gates contribute besides the codes; and the residual of the auxiliary loss, later its gradient, [batch, d].
    private readonly SparseMatrix _excess = new();
    private readonly float[] _residuals = new float[checked(batchSize * parameters.Architecture.InputDimension)];
    private float[] _gates = [];
    private float[] _gateGradient = [];
    private bool _hasGateGradient;

    /// <summary>In training, the entries are the open gates; codes of activations below 0 are 0.</summary>
    protected override void Select(ReadOnlySpan<float> activations, TrainingBatch batch)
    {
        ReadOnlySpan<float> thresholds = Parameters[_threshold];
        TensorPrimitives.Max(thresholds, IsTraining ? float.NegativeInfinity : 0f, _lowest);
        _above.Select(activations, batch.Count, Dimension, _lowest, Codes);
        TensorPrimitives.Negate(Parameters[_scale], _factors);
        ElementWise.Exp(_factors, _factors);
        Span<float> values = Codes.Values, gates = ScratchBuffer.Of(ref _gates, Codes.Count);
        ReadOnlySpan<int> units = Codes.Indices;
        for (int e = 0; e < values.Length; e++)
        {
            gates[e] = (values[e] - thresholds[units[e]]) * _factors[units[e]];
            values[e] = Math.Max(0, values[e]);
        }

        _hasGateGradient = false;
    }

    protected override void AddPenalties(TrainingBatch batch, ReadOnlySpan<float> errors, Span<double> penalties)
    {
        int d = batch.InputDimension;
        Span<float> residuals = _residuals.AsSpan(0, batch.Count * d), gates = _gates.AsSpan(0, Codes.Count);
        errors[..residuals.Length].CopyTo(residuals);
        _excess.Set(Dimension, Codes.Starts, Codes.Indices, gates);
        TensorPrimitives.Subtract(gates, Codes.Values, _excess.Values);
        Decoder.Add(_excess, residuals);
        batch.ClearMissing(residuals);
        for (int row = 0; row < batch.Count; row++)
        {
            Span<float> residual = residuals.Slice(row * d, d);
            double opening = Reductions.Sum(gates[Codes.Starts[row]..Codes.Starts[row + 1]]);
            penalties[row] += (sparsity.Weight * opening) + Reductions.SumOfSquares(residual);
            TensorPrimitives.Multiply(residual, 2 * PenaltyWeight(batch, row), residual);
        }
    }

    /// <summary>The dictionary is a constant in the auxiliary loss, so only gates have a gradient.</summary>
    protected override void AddPenaltyGradient(TrainingBatch batch, Span<float> gradient, Span<float> codeGradient)
    {
        Span<float> gateGradient = ScratchBuffer.Of(ref _gateGradient, Codes.Count);
        Decoder.BackwardInput(Codes, _residuals, gateGradient);
        for (int row = 0; row < batch.Count; row++)
        {
            float slope = sparsity.Weight * PenaltyWeight(batch, row);
            foreach (ref float gate in gateGradient[Codes.Starts[row]..Codes.Starts[row + 1]])
            {
                gate += slope;
            }
        }

        _hasGateGradient = true;
    }

    protected override void ToActivationGradient(TrainingBatch batch, Span<float> codeGradient)
    {
        SetActivationGradient(codeGradient);
        Array.Clear(_thresholdGradient);
        Array.Clear(_scaleGradient);
        ReadOnlySpan<int> units = Codes.Indices;
        for (int e = 0; e < Codes.Count; e++)
        {
            // The gradient of π; a second view has none.
            float gate = _hasGateGradient ? _gateGradient[e] : 0, toActivation = gate * _factors[units[e]];
            ActivationGradient.Values[e] = (Codes.Values[e] > 0 ? codeGradient[e] : 0) + toActivation;
            _thresholdGradient[units[e]] -= toActivation;
            _scaleGradient[units[e]] -= gate * _gates[e];
        }
    }

    protected override void BackwardThresholds(Span<float> gradient)
    {
        _thresholdGradient.CopyTo(gradient[_threshold.Offset..]);
        _scaleGradient.CopyTo(gradient[_scale.Offset..]);
    }
}
