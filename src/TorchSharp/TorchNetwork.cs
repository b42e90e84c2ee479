using static TorchSharp.torch;

using MLNet.Autoencoder.Torch.Kinds;
using MLNet.Autoencoder.Torch.Tensors;

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
    public TorchNetwork(TorchParameters parameters, NetworkArchitecture architecture, AutoencoderKind kind)
    {
        int[] hidden = [.. architecture.HiddenLayers];
        _activation = TorchActivations.Of(architecture.Activation);
        _encoderHidden = [.. hidden.Select((width, i) => parameters.Dense($"encoder.hidden.{i}", width))];
        Latent = TorchKinds.Create(kind, parameters);
        _decoderHidden = [.. Enumerable.Reverse(hidden).Select((width, i) => parameters.Dense($"decoder.hidden.{i}", width))];
        _decoderSkip = parameters.Skip("decoder.linear");
        _output = parameters.Dense("decoder.output", architecture.InputDimension);
    }

    /// <summary>The layer between encoder and decoder.</summary>
    public TorchLatent Latent { get; }

    public TorchForward Forward(TorchBatch batch)
    {
        TorchCode code = Latent.Forward(Hidden(_encoderHidden, batch.Input), batch);
        Tensor output = _output.Forward(Hidden(_decoderHidden, code.Values));
        return new TorchForward(code, _decoderSkip is null ? output : output.Plus(_decoderSkip.Forward(code.Values)));
    }

    private Tensor Hidden(TorchDense[] layers, Tensor input) =>
        layers.Aggregate(input, (current, layer) => _activation(layer.Forward(current)));
}
