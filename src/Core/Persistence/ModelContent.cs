using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Persistence;

/// <summary>Everything a fit leaves behind, as data: what a model file holds.</summary>
internal sealed record ModelContent(
    NetworkParameters Parameters,
    InputScaling Scaling,
    AutoencoderKind Kind,
    ReconstructionLoss Reconstruction,
    int Seed,
    TrainingHistory History);
