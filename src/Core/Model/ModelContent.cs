using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Model;

/// <summary>The result of a fit as data, and the content of a model file.</summary>
internal sealed record ModelContent(
    NetworkParameters Parameters,
    InputScaling Scaling,
    AutoencoderKind Kind,
    ReconstructionLoss Reconstruction,
    int Seed,
    TrainingHistory History);
