using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>What follows from <see cref="LabelHead"/>.</summary>
internal sealed class LabelHeadDefinition : AuxiliaryDefinition
{
    /// <summary>The linear layer, <c>[classes, q]</c>, or <c>[1, q]</c> for numbers.</summary>
    public const string Head = "label_head";

    public override LossTerm Term => LossTerm.LabelHead;

    public override bool ReadsLabels => true;

    public override IReadOnlyList<TensorSpec> Tensors(NetworkArchitecture architecture, LabelEncoding? labels)
    {
        int outputs = Math.Max(1, labels!.Classes.Count);
        return
        [
            new($"{Head}.weight", outputs, architecture.LatentDimension, TensorRole.Weight, LatentAxis.Columns),
            new($"{Head}.bias", 1, outputs, TensorRole.Bias),
        ];
    }

    public override AuxiliaryLayer CreateLayer(NetworkParameters parameters, LabelKind? labels, int batchSize) =>
        new LabelHeadLayer(parameters, this, labels!.Value, batchSize);
}
