using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>What follows from <see cref="SupervisedContrastive"/>.</summary>
internal sealed class SupervisedContrastiveDefinition(SupervisedContrastive loss) : AuxiliaryDefinition
{
    public override LossTerm Term => LossTerm.SupervisedContrastive;

    public override bool ReadsLabels => true;

    public override IReadOnlyList<TensorSpec> Tensors(NetworkArchitecture architecture, LabelEncoding? labels) => [];

    public override AuxiliaryLayer CreateLayer(NetworkParameters parameters, LabelKind? labels, int batchSize) =>
        new SupervisedContrastiveLayer(this, loss, labels!.Value, parameters.Architecture.LatentDimension, batchSize);
}
