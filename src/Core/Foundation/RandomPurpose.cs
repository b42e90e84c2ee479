using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Foundation;

/// <summary>What a stream of random numbers is drawn for. Streams of different purposes share no number. The values are part of what a seed means.</summary>
internal static class RandomPurpose
{
    /// <summary>Initial weights; the sequence is the index of the tensor.</summary>
    public const uint InitialWeights = 1;

    /// <summary>The order of rows; the sequence is the epoch, and the window of rows that are shuffled with each other.</summary>
    public const uint RowOrder = 2;

    /// <summary>ε of the latent sampler; the sequence is the epoch.</summary>
    public const uint LatentNoise = 3;

    /// <summary>Codes drawn for new rows.</summary>
    public const uint Sample = 4;

    /// <summary>Which rows are held out for validation, by their index; the sequence is 0.</summary>
    public const uint Validation = 5;

    /// <summary>What a denoising autoencoder does to its input; the sequence is the epoch.</summary>
    public const uint Corruption = 6;

    /// <summary>ε of the latent sampler in validation, the same in every epoch; the sequence is 0.</summary>
    public const uint ValidationNoise = 7;

    /// <summary>The random start of the subspace iteration; the sequence is 0.</summary>
    public const uint PrincipalComponents = 8;

    /// <summary>Which rows the start of a network is learnt from, by their index; the sequence is 0.</summary>
    public const uint StartSample = 9;

    /// <summary>Which rows of a pass are looked at, by their index; the sequence is 0, and 1 for those of them that more is asked of.</summary>
    public const uint Reservoir = 10;
}
