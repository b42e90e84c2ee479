namespace MLNet.Autoencoder;

/// <summary>Which parts of an autoencoder an ONNX file holds.</summary>
public enum OnnxParts
{
    /// <summary>
    /// From rows, <c>[batch, d]</c>, to their latent features, <c>[batch, q]</c>, and, for a variational autoencoder, their log-variances.
    /// </summary>
    Encoder,

    /// <summary>From codes, <c>[batch, q]</c>, to the rows that they represent, <c>[batch, d]</c>.</summary>
    Decoder,

    /// <summary>
    /// The outputs of the encoder, the rows decoded from them, <c>[batch, d]</c>, and the errors of those, <c>[batch, 1]</c> each: the squared distance to
    /// the input rows in their units, and the mean squared difference in scaled units, the anomaly score for most tables.
    /// </summary>
    Both,
}
