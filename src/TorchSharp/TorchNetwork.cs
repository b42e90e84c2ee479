using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>Encoder, sampler and decoder, as one graph from rows to their reconstruction.</summary>
internal sealed class TorchNetwork
{
    private readonly int _latent;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly TorchDense[] _encoderHidden;
    private readonly TorchDense _heads;
    private readonly TorchDense[] _decoderHidden;
    private readonly TorchDense _output;

    public TorchNetwork(TorchParameters parameters, NetworkArchitecture architecture)
    {
        int[] hidden = [.. architecture.HiddenLayers];
        _latent = architecture.LatentDimension;
        _activation = TorchActivations.Of(architecture.Activation);
        _encoderHidden = [.. hidden.Select((width, i) => parameters.Dense($"encoder.hidden.{i}", width))];

        // Mean and log-variance lie side by side, see NetworkParameters: one product gives both.
        _heads = parameters.Dense("encoder.mean", 2 * _latent);
        _decoderHidden = [.. Enumerable.Reverse(hidden).Select((width, i) => parameters.Dense($"decoder.hidden.{i}", width))];
        _output = parameters.Dense("decoder.output", architecture.InputDimension);
    }

    /// <param name="rows">x, <c>[rows, d]</c>.</param>
    /// <param name="noise">ε, <c>[rows, q]</c>.</param>
    public TorchForward Forward(Tensor rows, Tensor noise)
    {
        Tensor heads = _heads.Forward(Hidden(_encoderHidden, rows));
        Tensor mean = heads.narrow(1, 0, _latent);
        Tensor logVariance = heads.narrow(1, _latent, _latent);
        Tensor code = mean + ((logVariance * 0.5f).exp() * noise);
        return new TorchForward(mean, logVariance, _output.Forward(Hidden(_decoderHidden, code)));
    }

    private Tensor Hidden(TorchDense[] layers, Tensor input) =>
        layers.Aggregate(input, (current, layer) => _activation(layer.Forward(current)));
}
