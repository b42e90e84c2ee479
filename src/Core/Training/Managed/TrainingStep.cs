using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// The loss of a batch and its gradient: rows → encoder → code → decoder → reconstruction, and the way back by hand. Holds all buffers
/// of a batch; a step allocates nothing.
/// </summary>
internal sealed class TrainingStep
{
    private readonly NetworkParameters _parameters;
    private readonly ReconstructionLoss _reconstruction;
    private readonly ReconstructionTerm _term;
    private readonly MatrixWorkspace _workspace;
    private readonly HiddenLayers _encoder;
    private readonly LatentLayer _latent;
    private readonly HiddenLayers _decoder;

    // [batch, d].
    private readonly float[] _output;
    private readonly float[] _outputGradient;
    private readonly float[] _outputScratch;

    public TrainingStep(NetworkParameters parameters, AutoencoderKind kind, ReconstructionLoss reconstruction, int batchSize, ThreadTeam? threads = null)
    {
        _workspace = new MatrixWorkspace(threads);
        _parameters = parameters;
        _reconstruction = reconstruction;
        _term = new ReconstructionTerm(reconstruction, parameters.Architecture.InputDimension);
        _encoder = new HiddenLayers(parameters.Layout.EncoderHidden, parameters.Architecture.Activation, batchSize);
        _latent = LatentLayer.Create(parameters, kind, batchSize);
        _decoder = new HiddenLayers(parameters.Layout.DecoderHidden, parameters.Architecture.Activation, batchSize);

        int length = checked(batchSize * parameters.Architecture.InputDimension);
        _output = ElementWise.Buffer(length);
        _outputGradient = ElementWise.Buffer(length);
        _outputScratch = _term.HasCategorical ? ElementWise.Buffer(length) : [];
    }

    /// <summary>The loss of a batch, and the gradient of its mean over the rows.</summary>
    /// <param name="batch">The rows, no more than the step was made for, and the noise.</param>
    /// <param name="klWeight">λ.</param>
    /// <param name="gradient">Receives the gradient, laid out as the parameters are.</param>
    public BatchLoss Run(TrainingBatch batch, float klWeight, Span<float> gradient)
    {
        BatchLoss loss = Forward(batch, out ReadOnlySpan<float> features, out ReadOnlySpan<float> decoded);

        // With a calibrated decoder the noise variance is the batch's mean squared error. The gradient treats it as a constant: at its
        // optimum the loss does not change with it.
        double variance = NoiseVariance.Of(_reconstruction, loss.SquaredError, loss.ContinuousWeight);
        _term.ErrorsToGradient(batch, variance, _outputGradient);
        BackwardDecoder(decoded, gradient, batch.Count);

        Span<float> featuresGradient = _encoder.OutputGradient(batch.Count);
        _latent.Backward(features, batch, klWeight * (float)variance / batch.Count, gradient, featuresGradient, _workspace);
        _encoder.Backward(_parameters.Values, gradient, batch.Input, [], batch.Count, _workspace);
        return loss;
    }

    /// <summary>The loss of a batch alone.</summary>
    public BatchLoss Evaluate(TrainingBatch batch) => Forward(batch, out _, out _);

    private BatchLoss Forward(TrainingBatch batch, out ReadOnlySpan<float> features, out ReadOnlySpan<float> decoded)
    {
        int count = batch.Count;
        features = _encoder.Forward(_parameters.Values, batch.Input, count, _workspace);
        _latent.Forward(features, batch, _workspace);
        decoded = _decoder.Forward(_parameters.Values, _latent.Code(count), count, _workspace);
        _parameters.Layout.DecoderOutput.Forward(_parameters.Values, decoded, _output, count, _workspace);
        _parameters.Layout.DecoderLinear?.Forward(_parameters.Values, _latent.Code(count), _output, count, _workspace);

        int padded = ElementWise.PaddedLength(batch.Rows.Length);
        (double squaredError, double crossEntropy) = _term.Errors(
            batch, _output.AsSpan(0, padded), _outputGradient.AsSpan(0, padded), _outputScratch.AsSpan(0, _term.HasCategorical ? padded : 0));
        LatentTerms latent = _latent.Terms(batch);
        return new BatchLoss
        {
            SquaredError = squaredError,
            CrossEntropy = crossEntropy,
            KlDivergence = latent.Divergence,
            ChargedDivergence = latent.Charged,
            Penalty = latent.Penalty + _latent.DeadUnitPenalty(batch, _outputGradient.AsSpan(0, batch.Rows.Length), _workspace),
            Weight = batch.TotalWeight,
            ContinuousWeight = batch.ContinuousWeight,
        };
    }

    private void BackwardDecoder(ReadOnlySpan<float> decoded, Span<float> gradient, int count)
    {
        DenseLayer output = _parameters.Layout.DecoderOutput;
        ReadOnlySpan<float> outputGradient = _outputGradient.AsSpan(0, count * output.Outputs);
        Span<float> codeGradient = _latent.CodeGradient(count);
        Span<float> decodedGradient = _decoder.OutputGradient(count);

        output.BackwardParameters(gradient, decoded, outputGradient, count, _workspace);
        output.BackwardInput(
            _parameters.Values, outputGradient, decodedGradient.IsEmpty ? codeGradient : decodedGradient, count, _workspace);
        _decoder.Backward(_parameters.Values, gradient, _latent.Code(count), codeGradient, count, _workspace);
        BackwardLinearPath(gradient, count);
    }

    /// <summary>The same way back: the gradient of the weights, and what the code gets of it.</summary>
    private void BackwardLinearPath(Span<float> gradient, int count)
    {
        if (_parameters.Layout.DecoderLinear is { } layer)
        {
            ReadOnlySpan<float> outputGradient = _outputGradient.AsSpan(0, count * layer.Outputs);
            Span<float> codeGradient = _latent.CodeGradient(count);
            layer.BackwardParameters(gradient, _latent.Code(count), outputGradient, count, _workspace);
            layer.BackwardInput(_parameters.Values, outputGradient, codeGradient, count, _workspace);
        }
    }
}
