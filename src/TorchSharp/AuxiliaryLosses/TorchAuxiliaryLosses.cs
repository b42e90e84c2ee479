using MLNet.Autoencoder.Torch.Tensors;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>The one list of the auxiliary losses that this engine supports.</summary>
internal static class TorchAuxiliaryLosses
{
    /// <summary>Creates the loss.</summary>
    /// <param name="loss">The options of the loss.</param>
    /// <param name="labels">What the labels of rows are; null if no loss reads any.</param>
    /// <param name="parameters">The parameters, with those of the loss.</param>
    /// <exception cref="NotSupportedException">This engine does not support the loss.</exception>
    public static TorchAuxiliaryLoss Create(AuxiliaryLoss loss, LabelKind? labels, TorchParameters parameters) => loss switch
    {
        LabelHead head => new TorchLabelHead(parameters, head.Definition, labels!.Value),
        SupervisedContrastive contrastive => new TorchSupervisedContrastive(contrastive, labels!.Value),
        RowContrast contrast => new TorchRowContrast(parameters, contrast),
        _ => throw Unknown.Option(nameof(AutoencoderOptions.AuxiliaryLosses), loss.GetType().Name),
    };
}
