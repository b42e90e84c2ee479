namespace MLNet.Autoencoder.Numerics;

/// <summary>What a stream of random numbers is drawn for. Streams of different purposes share no number. The values are part of what a seed means.</summary>
internal static class RandomPurpose
{
    /// <summary>Initial weights; the sequence is the index of the tensor.</summary>
    public const uint InitialWeights = 1;

    /// <summary>The order of rows; the sequence is the epoch, and the part of it where rows are streamed.</summary>
    public const uint RowOrder = 2;

    /// <summary>ε of the latent sampler; the sequence is the epoch.</summary>
    public const uint LatentNoise = 3;

    /// <summary>Codes drawn for new rows.</summary>
    public const uint Sample = 4;
}
