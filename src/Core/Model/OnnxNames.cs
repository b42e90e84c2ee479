namespace MLNet.Autoencoder.Model;

/// <summary>What the outputs of a graph that reads rows are called; null for those not wanted.</summary>
/// <param name="Code">The latent means, <c>[batch, q]</c>.</param>
/// <param name="LogVariance">Their log-variances, <c>[batch, q]</c>.</param>
/// <param name="Reconstruction">The rows decoded from the means, <c>[batch, d]</c>.</param>
/// <param name="ReconstructionError">The squared errors of these, <c>[batch, 1]</c>.</param>
internal sealed record OnnxNames(string Code, string? LogVariance, string? Reconstruction, string? ReconstructionError);
