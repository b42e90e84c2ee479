namespace MLNet.Autoencoder;

/// <summary>What of an autoencoder an ONNX file holds.</summary>
public enum OnnxParts
{
    /// <summary>
    /// From rows, <c>[batch, d]</c>, to their latent features, <c>[batch, q]</c>; with the log-variances of a variational autoencoder.
    /// </summary>
    Encoder,

    /// <summary>From codes, <c>[batch, q]</c>, to the rows that they stand for, <c>[batch, d]</c>.</summary>
    Decoder,

    /// <summary>
    /// What the encoder gives, with the rows decoded from it, <c>[batch, d]</c>, and their squared distance to the rows that went in,
    /// <c>[batch, 1]</c>: the usual anomaly score.
    /// </summary>
    Both,
}
