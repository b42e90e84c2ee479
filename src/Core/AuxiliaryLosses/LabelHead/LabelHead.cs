using MLNet.Autoencoder.AuxiliaryLosses;

namespace MLNet.Autoencoder;

/// <summary>
/// A linear layer that predicts the label from the code. For classes, the loss is the cross-entropy −log softmax(W·z + b) of the row's class; for
/// numbers, half the squared error ½(w·z + b − y)² with y standardized. In nats.
/// </summary>
/// <remarks>
/// The code is pushed to what a linear trainer can read (Le, Patterson and White, Supervised Autoencoders: Improving Generalization Performance with
/// Unsupervised Regularizers, 2018).
/// </remarks>
public sealed record LabelHead : AuxiliaryLoss
{
    /// <summary>Creates a label head with a weight of 3.</summary>
    public LabelHead() => Weight = 3;

    internal override AuxiliaryDefinition Definition => new LabelHeadDefinition();
}
