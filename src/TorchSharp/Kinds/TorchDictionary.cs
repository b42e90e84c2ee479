using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// Sparse codes with a dictionary, whose atoms keep the length 1, and a loss that revives dead units. Without hidden layers, the encoder reads rows minus the
/// bias of the output.
/// </summary>
internal abstract class TorchDictionary : TorchSparse
{
    private readonly TorchAtoms _atoms;
    private readonly Tensor? _center;
    private readonly TorchDeadUnitLoss _deadUnits;

    /// <param name="parameters">The parameters.</param>
    /// <param name="sparsity">The options.</param>
    /// <param name="activeUnits">The number of units that fire for a row, if the rule sets one.</param>
    protected TorchDictionary(TorchParameters parameters, DictionarySparsity sparsity, int activeUnits = 0)
        : base(parameters)
    {
        _atoms = new TorchAtoms(parameters);
        _center = parameters.Layout.EncoderHidden.Count == 0 ? parameters.Dense(parameters.Layout.DecoderOutput).Bias : null;
        Dictionary = parameters.Dense(parameters.Layout.DirectDecoder).Weight;
        int revivedUnits = Math.Max(activeUnits, parameters.Layout.Architecture.InputDimension / 2);
        _deadUnits = new TorchDeadUnitLoss(Dictionary, sparsity.AuxiliaryWeight, revivedUnits);
    }

    /// <summary>D, <c>[d, q]</c>.</summary>
    protected Tensor Dictionary { get; }

    /// <inheritdoc/>
    public override void ProjectGradient() => _atoms.ProjectGradient();

    /// <inheritdoc/>
    public sealed override void FinishStep() => _atoms.Normalize();

    /// <inheritdoc/>
    protected override Tensor Activations(Tensor features, Tensor input) => base.Activations(_center is null ? features : features - _center, input);

    /// <inheritdoc/>
    protected sealed override Tensor? Penalty(TorchCode code, Func<Tensor> errors, TorchBatch batch) =>
        TorchScalars.Sum(_deadUnits.Of(code.Activations!, errors, batch), PenaltyOfRule(code, errors, batch));

    /// <summary>The penalty of each row, <c>[n]</c>, without that of dead units; <see langword="null"/> for none.</summary>
    protected abstract Tensor? PenaltyOfRule(TorchCode code, Func<Tensor> errors, TorchBatch batch);
}
