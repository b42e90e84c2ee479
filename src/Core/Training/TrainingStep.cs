using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// The loss of a batch and its gradient: rows → encoder → (μ, log σ²) → z = μ + σε → decoder → reconstruction, and the way back by
/// hand. Holds all buffers of a batch; a step allocates nothing.
/// </summary>
internal sealed class TrainingStep
{
    private readonly NetworkParameters _parameters;
    private readonly ParameterLayout _layout;
    private readonly Variational _kind;
    private readonly ReconstructionLoss _reconstruction;
    private readonly MatrixWorkspace _workspace = new();

    private readonly HiddenLayers _encoder;
    private readonly HiddenLayers _decoder;

    // [batch, 2q]: both heads as one product gives them; the rest of the latent layer is [batch, q].
    private readonly float[] _heads;
    private readonly float[] _mean;
    private readonly float[] _logVariance;
    private readonly float[] _deviation;
    private readonly float[] _code;
    private readonly float[] _codeGradient;
    private readonly float[] _meanGradient;
    private readonly float[] _logVarianceGradient;

    // [batch, d].
    private readonly float[] _output;
    private readonly float[] _outputGradient;
    private readonly float[] _outputScratch;

    public TrainingStep(NetworkParameters parameters, AutoencoderKind kind, ReconstructionLoss reconstruction, int batchSize)
    {
        _parameters = parameters;
        _layout = parameters.Layout;
        _kind = (Variational)kind;
        _reconstruction = reconstruction;

        NetworkArchitecture architecture = parameters.Architecture;
        _encoder = new HiddenLayers(_layout.EncoderHidden, architecture.Activation, batchSize);
        _decoder = new HiddenLayers(_layout.DecoderHidden, architecture.Activation, batchSize);

        int latent = checked(batchSize * architecture.LatentDimension);
        _heads = new float[checked(2 * latent)];
        _mean = ElementWise.Buffer(latent);
        _logVariance = ElementWise.Buffer(latent);
        _deviation = ElementWise.Buffer(latent);
        _code = ElementWise.Buffer(latent);
        _codeGradient = ElementWise.Buffer(latent);
        _meanGradient = ElementWise.Buffer(latent);
        _logVarianceGradient = ElementWise.Buffer(latent);

        int input = checked(batchSize * architecture.InputDimension);
        _output = ElementWise.Buffer(input);
        _outputGradient = ElementWise.Buffer(input);
        _outputScratch = reconstruction == ReconstructionLoss.Bernoulli ? ElementWise.Buffer(input) : [];
    }

    /// <summary>The loss of a batch, and the gradient of its mean over the rows.</summary>
    /// <param name="batch">The rows, no more than the step was made for, and the noise.</param>
    /// <param name="gradient">Receives the gradient, laid out as the parameters are.</param>
    public BatchLoss Run(TrainingBatch batch, Span<float> gradient)
    {
        int count = batch.Count;
        ReadOnlySpan<float> features = _encoder.Forward(_parameters.Values, batch.Rows, count, _workspace);
        ForwardLatent(features, batch);
        ReadOnlySpan<float> decoded = _decoder.Forward(_parameters.Values, Code(count), count, _workspace);
        _layout.DecoderOutput.Forward(_parameters.Values, decoded, _output, count, _workspace);

        BatchLoss loss = new(ReconstructionLossAndGradient(batch), KlDivergence(count));

        BackwardDecoder(decoded, gradient, count);
        BackwardLatent(features, gradient, batch);
        _encoder.Backward(_parameters.Values, gradient, batch.Rows, [], count, _workspace);
        return loss;
    }

    private Span<float> Code(int count) => _code.AsSpan(0, count * _layout.Architecture.LatentDimension);

    private void ForwardLatent(ReadOnlySpan<float> features, TrainingBatch batch)
    {
        int count = batch.Count;
        _layout.EncoderHeads.Forward(_parameters.Values, features, _heads, count, _workspace);
        int q = _layout.Architecture.LatentDimension;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> heads = _heads.AsSpan(row * 2 * q, 2 * q);
            heads[..q].CopyTo(_mean.AsSpan(row * q, q));
            heads[q..].CopyTo(_logVariance.AsSpan(row * q, q));
        }

        int padded = ElementWise.PaddedLength(count * q);
        GaussianLatent.Sample(
            _mean.AsSpan(0, padded), _logVariance.AsSpan(0, padded), batch.PaddedNoise, _deviation.AsSpan(0, padded), _code.AsSpan(0, padded));
    }

    private double KlDivergence(int count)
    {
        int length = count * _layout.Architecture.LatentDimension;
        int padded = ElementWise.PaddedLength(length);
        return GaussianLatent.KlDivergence(
            _mean.AsSpan(0, padded), _logVariance.AsSpan(0, padded), _deviation.AsSpan(0, padded), length, _meanGradient.AsSpan(0, padded));
    }

    private double ReconstructionLossAndGradient(TrainingBatch batch)
    {
        int length = batch.Rows.Length;
        float scale = 1f / batch.Count;
        if (_reconstruction == ReconstructionLoss.Gaussian)
        {
            return GaussianReconstruction.LossAndGradient(
                _output.AsSpan(0, length), batch.Rows, scale, _outputGradient.AsSpan(0, length));
        }

        int padded = ElementWise.PaddedLength(length);
        return BernoulliReconstruction.LossAndGradient(
            _output.AsSpan(0, padded), batch.PaddedRows, length, scale, _outputGradient.AsSpan(0, padded), _outputScratch.AsSpan(0, padded));
    }

    private void BackwardDecoder(ReadOnlySpan<float> decoded, Span<float> gradient, int count)
    {
        DenseLayer output = _layout.DecoderOutput;
        ReadOnlySpan<float> outputGradient = _outputGradient.AsSpan(0, count * output.Outputs);
        Span<float> codeGradient = _codeGradient.AsSpan(0, count * _layout.Architecture.LatentDimension);
        Span<float> decodedGradient = _decoder.OutputGradient(count);

        output.BackwardParameters(gradient, decoded, outputGradient, count, _workspace);
        output.BackwardInput(
            _parameters.Values, outputGradient, decodedGradient.IsEmpty ? codeGradient : decodedGradient, count, _workspace);
        _decoder.Backward(_parameters.Values, gradient, Code(count), codeGradient, count, _workspace);
    }

    private void BackwardLatent(ReadOnlySpan<float> features, Span<float> gradient, TrainingBatch batch)
    {
        int count = batch.Count;
        int q = _layout.Architecture.LatentDimension;
        int padded = ElementWise.PaddedLength(count * q);
        GaussianLatent.Backward(
            _mean.AsSpan(0, padded),
            _deviation.AsSpan(0, padded),
            batch.PaddedNoise,
            _codeGradient.AsSpan(0, padded),
            _kind.KlWeight / count,
            _meanGradient.AsSpan(0, padded),
            _logVarianceGradient.AsSpan(0, padded));

        for (int row = 0; row < count; row++)
        {
            Span<float> heads = _heads.AsSpan(row * 2 * q, 2 * q);
            _meanGradient.AsSpan(row * q, q).CopyTo(heads[..q]);
            _logVarianceGradient.AsSpan(row * q, q).CopyTo(heads[q..]);
        }

        DenseLayer layer = _layout.EncoderHeads;
        ReadOnlySpan<float> headsGradient = _heads.AsSpan(0, count * 2 * q);
        layer.BackwardParameters(gradient, features, headsGradient, count, _workspace);
        Span<float> featuresGradient = _encoder.OutputGradient(count);
        if (!featuresGradient.IsEmpty)
        {
            layer.BackwardInput(_parameters.Values, headsGradient, featuresGradient, count, _workspace);
        }
    }
}
