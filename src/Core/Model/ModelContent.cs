using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Model;

/// <summary>Everything a fit leaves behind, as data: what a model file holds.</summary>
internal sealed record ModelContent(
    NetworkParameters Parameters,
    InputScaling Scaling,
    AutoencoderKind Kind,
    ReconstructionLoss Reconstruction,
    int Seed,
    TrainingHistory History);
