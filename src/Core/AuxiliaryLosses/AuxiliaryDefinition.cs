using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>
/// Everything that differs between auxiliary losses. A loss is a folder with its options, this definition and its layer. A loss with an incomplete
/// definition does not compile.
/// </summary>
internal abstract class AuxiliaryDefinition
{
    /// <summary>The term that the loss adds to the objective.</summary>
    public abstract LossTerm Term { get; }

    /// <summary>Whether the loss reads the labels of rows.</summary>
    public abstract bool ReadsLabels { get; }

    /// <summary>
    /// The share of slots that are swapped in the second view of each row that the loss compares with the first; <see langword="null"/> if it needs none.
    /// </summary>
    public virtual float? SwapProbability => null;

    /// <summary>The tensors that are trained with the network and discarded after the fit.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="labels">The labels of the rows; <see langword="null"/> if the loss reads none.</param>
    public abstract IReadOnlyList<TensorSpec> Tensors(NetworkArchitecture architecture, LabelEncoding? labels);

    /// <summary>Creates the layer of the managed engine, with its loss and gradient.</summary>
    /// <param name="parameters">The parameters, with those of <see cref="Tensors"/>.</param>
    /// <param name="labels">What the labels of rows are; <see langword="null"/> if no loss reads any.</param>
    /// <param name="batchSize">The maximum number of rows in a batch.</param>
    public abstract AuxiliaryLayer CreateLayer(NetworkParameters parameters, LabelKind? labels, int batchSize);
}
