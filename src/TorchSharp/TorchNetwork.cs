using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Torch.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>Encoder, latent layer and decoder, as one graph from rows to their reconstructions.</summary>
internal sealed class TorchNetwork
{
    private readonly Func<Tensor, Tensor> _activation;
    private readonly TorchDense[] _encoderHidden;
    private readonly TorchDense[] _decoderHidden;
    private readonly TorchDense? _decoderSkip;
    private readonly TorchDense _output;

    /// <exception cref="NotSupportedException">This engine does not support the activation or the kind.</exception>
    public TorchNetwork(TorchParameters parameters, AutoencoderKind kind)
    {
        ParameterLayout layout = parameters.Layout;
        _activation = TorchActivations.Of(layout.Architecture.Activation);
        _encoderHidden = [.. layout.EncoderHidden.Select(parameters.Dense)];
        Latent = TorchKinds.Create(kind, parameters);
        _decoderHidden = [.. layout.DecoderHidden.Select(parameters.Dense)];
        _decoderSkip = parameters.Skip(layout.DecoderSkip);
        _output = parameters.Dense(layout.DecoderOutput);
    }

    /// <summary>The layer between encoder and decoder.</summary>
    public TorchLatent Latent { get; }

    public TorchForward Forward(TorchBatch batch)
    {
        TorchCode code = Latent.Forward(Hidden(_encoderHidden, batch.Input), batch);
        Tensor output = _output.Forward(Hidden(_decoderHidden, code.Values));
        Tensor? viewCodes = batch.SecondView is { } view ? Latent.Reported(Hidden(_encoderHidden, view), view, batch) : null;
        return new TorchForward(code, _decoderSkip is null ? output : output.Plus(_decoderSkip.Forward(code.Values)), viewCodes);
    }

    private Tensor Hidden(TorchDense[] layers, Tensor input) =>
        layers.Aggregate(input, (current, layer) => _activation(layer.Forward(current)));
}
