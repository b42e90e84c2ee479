using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// The loss of a batch and its gradient: rows → encoder → code → decoder → reconstruction, and a backward pass written by hand. It holds all buffers
/// of a batch, so that a step allocates nothing.
/// </summary>
internal sealed class TrainingStep
{
    private readonly NetworkParameters _parameters;
    private readonly ReconstructionPass _reconstructionPass;
    private readonly MatrixWorkspace _workspace;
    private readonly HiddenLayers _encoder;
    private readonly LatentLayer _latent;
    private readonly HiddenLayers _decoder;

    public TrainingStep(NetworkParameters parameters, AutoencoderKind kind, ReconstructionLoss reconstruction, int batchSize, ThreadTeam? threads = null)
    {
        _workspace = new MatrixWorkspace(threads);
        _parameters = parameters;
        _reconstructionPass = new ReconstructionPass(reconstruction, parameters.Architecture.InputDimension, batchSize, threads);
        _encoder = new HiddenLayers(parameters.Layout.EncoderHidden, parameters.Architecture.Activation, batchSize);
        _latent = kind.Definition.CreateLayer(parameters, batchSize);
        _decoder = new HiddenLayers(parameters.Layout.DecoderHidden, parameters.Architecture.Activation, batchSize);
    }

    /// <summary>Computes the loss of a batch and the gradient of its mean over the rows.</summary>
    /// <param name="batch">The rows, at most the batch size of this step, and the noise.</param>
    /// <param name="gradient">Receives the gradient, in the layout of the parameters.</param>
    public void Run(TrainingBatch batch, Span<float> gradient)
    {
        Forward(batch, out ReadOnlySpan<float> features, out ReadOnlySpan<float> decoded);

        _reconstructionPass.ErrorsToGradient(batch, batch.NoiseVariance);
        BackwardDecoder(decoded, gradient, batch.Count);

        GradientTarget featuresGradient = _encoder.OutputGradient(batch.Count);
        _latent.Backward(features, batch, (float)batch.NoiseVariance, gradient, featuresGradient, _workspace);
        _encoder.Backward(_parameters.Values, gradient, batch.Input, default, batch.Count, _workspace);
    }

    /// <summary>Computes the loss of a batch, and that of each row.</summary>
    public void Evaluate(TrainingBatch batch)
    {
        Forward(batch, out _, out _);
        _reconstructionPass.ReportRows(batch);
        _latent.AddRowNats(batch);
    }

    private void Forward(TrainingBatch batch, out ReadOnlySpan<float> features, out ReadOnlySpan<float> decoded)
    {
        int count = batch.Count;
        features = _encoder.Forward(_parameters.Values, batch.Input, count, _workspace);
        _latent.Forward(features, batch, _workspace);
        decoded = _decoder.Forward(_parameters.Values, _latent.Code(count), count, _workspace);
        Span<float> output = _reconstructionPass.Output;
        _parameters.Layout.DecoderOutput.Forward(_parameters.Values, decoded, output, count, _workspace);
        _parameters.Layout.DecoderSkip?.Forward(_parameters.Values, _latent.Code(count), output, count, _workspace);

        (double squaredError, double crossEntropy) = _reconstructionPass.ComputeErrors(batch);
        if (_reconstructionPass.HasContinuous)
        {
            batch.Loss.Set(LossTerm.SquaredError, squaredError);
        }

        if (_reconstructionPass.HasCategorical)
        {
            batch.Loss.Set(LossTerm.CrossEntropy, crossEntropy);
        }

        _latent.ReportLoss(batch, _reconstructionPass.Errors(count), _workspace);
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
        BackwardSkip(gradient, count);
    }

    /// <summary>Computes the gradient of the skip connection's weights, and adds its part of the code's gradient.</summary>
    private void BackwardSkip(Span<float> gradient, int count)
    {
        if (_parameters.Layout.DecoderSkip is { } layer)
        {
            ReadOnlySpan<float> outputGradient = _reconstructionPass.Errors(count);
            layer.BackwardParameters(gradient, _latent.Code(count), outputGradient, count, _workspace);
            layer.BackwardInput(_parameters.Values, outputGradient, new GradientTarget(_latent.CodeGradient(count)), count, _workspace);
        }
    }
}
