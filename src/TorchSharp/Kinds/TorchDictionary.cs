using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// Sparse codes with a dictionary, whose atoms keep the length 1. Without hidden layers, the encoder reads rows minus the bias of the output.
/// </summary>
internal abstract class TorchDictionary : TorchSparse
{
    private readonly TorchAtoms _atoms;
    private readonly Tensor? _center;

    protected TorchDictionary(TorchParameters parameters)
        : base(parameters)
    {
        _atoms = new TorchAtoms(parameters);
        _center = parameters.Layout.EncoderHidden.Count == 0 ? parameters.Dense(parameters.Layout.DecoderOutput).Bias : null;
        Dictionary = parameters.Dense(parameters.Layout.DirectDecoder).Weight;
    }

    /// <summary>D, <c>[d, q]</c>.</summary>
    protected Tensor Dictionary { get; }

    /// <inheritdoc/>
    public override void ProjectGradient() => _atoms.ProjectGradient();

    /// <inheritdoc/>
    public override void FinishStep(TorchCode code) => _atoms.Normalize();

    /// <inheritdoc/>
    protected override Tensor Activations(Tensor features, Tensor input) => base.Activations(_center is null ? features : features - _center, input);
}
