using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// The loss of a batch and its gradient: rows → encoder → code → decoder → reconstruction, and the way back by hand. Holds all buffers
/// of a batch; a step allocates nothing.
/// </summary>
internal sealed class TrainingStep
{
    private readonly NetworkParameters _parameters;
    private readonly ReconstructionLoss _reconstruction;
    private readonly ReconstructionPass _reconstructionPass;
    private readonly MatrixWorkspace _workspace;
    private readonly HiddenLayers _encoder;
    private readonly LatentLayer _latent;
    private readonly HiddenLayers _decoder;

    public TrainingStep(NetworkParameters parameters, AutoencoderKind kind, ReconstructionLoss reconstruction, int batchSize, ThreadTeam? threads = null)
    {
        _workspace = new MatrixWorkspace(threads);
        _parameters = parameters;
        _reconstruction = reconstruction;
        _reconstructionPass = new ReconstructionPass(reconstruction, parameters.Architecture.InputDimension, batchSize, threads);
        _encoder = new HiddenLayers(parameters.Layout.EncoderHidden, parameters.Architecture.Activation, batchSize);
        _latent = LatentLayer.Create(parameters, kind, batchSize);
        _decoder = new HiddenLayers(parameters.Layout.DecoderHidden, parameters.Architecture.Activation, batchSize);
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
        _reconstructionPass.ErrorsToGradient(batch, variance);
        BackwardDecoder(decoded, gradient, batch.Count);

        GradientTarget featuresGradient = _encoder.OutputGradient(batch.Count);
        _latent.Backward(features, batch, klWeight * (float)variance / batch.Count, gradient, featuresGradient, _workspace);
        _encoder.Backward(_parameters.Values, gradient, batch.Input, default, batch.Count, _workspace);
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
        Span<float> output = _reconstructionPass.Output;
        _parameters.Layout.DecoderOutput.Forward(_parameters.Values, decoded, output, count, _workspace);
        _parameters.Layout.DecoderLinear?.Forward(_parameters.Values, _latent.Code(count), output, count, _workspace);

        (double squaredError, double crossEntropy) = _reconstructionPass.ComputeErrors(batch);
        LatentTerms latent = _latent.Terms(batch);
        return new BatchLoss
        {
            SquaredError = squaredError,
            CrossEntropy = crossEntropy,
            KlDivergence = latent.Divergence,
            ChargedDivergence = latent.Charged,
            Penalty = latent.Penalty + _latent.DeadUnitPenalty(batch, _reconstructionPass.Errors(count), _workspace),
            Weight = batch.TotalWeight,
            ContinuousWeight = batch.ContinuousWeight,
        };
    }

    private void BackwardDecoder(ReadOnlySpan<float> decoded, Span<float> gradient, int count)
    {
        DenseLayer output = _parameters.Layout.DecoderOutput;
        ReadOnlySpan<float> outputGradient = _reconstructionPass.Errors(count);
        var codeGradient = new GradientTarget(_latent.CodeGradient(count));
        GradientTarget decodedGradient = _decoder.OutputGradient(count);

        output.BackwardParameters(gradient, decoded, outputGradient, count, _workspace);
        output.BackwardInput(_parameters.Values, outputGradient, decodedGradient.IsWanted ? decodedGradient : codeGradient, count, _workspace);
        _decoder.Backward(_parameters.Values, gradient, _latent.Code(count), codeGradient, count, _workspace);
        BackwardLinearPath(gradient, count);
    }

    /// <summary>The same way back: the gradient of the weights, and what the code gets of it.</summary>
    private void BackwardLinearPath(Span<float> gradient, int count)
    {
        if (_parameters.Layout.DecoderLinear is { } layer)
        {
            ReadOnlySpan<float> outputGradient = _reconstructionPass.Errors(count);
            layer.BackwardParameters(gradient, _latent.Code(count), outputGradient, count, _workspace);
            layer.BackwardInput(_parameters.Values, outputGradient, new GradientTarget(_latent.CodeGradient(count)), count, _workspace);
        }
    }
}
