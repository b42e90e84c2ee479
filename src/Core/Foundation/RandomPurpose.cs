namespace MLNet.Autoencoder.Foundation;

/// <summary>
/// What a stream of random numbers is used for. Streams for different purposes are independent. The values are part of what a seed means.
/// </summary>
internal static class RandomPurpose
{
    /// <summary>Initial weights; the sequence is the index of the tensor.</summary>
    public const uint InitialWeights = 1;

    /// <summary>The order of rows; the sequence combines the epoch and the window of rows that are shuffled together.</summary>
    public const uint RowOrder = 2;

    /// <summary>ε of the latent sampler; the sequence is the epoch.</summary>
    public const uint LatentNoise = 3;

    /// <summary>Codes of the rows that a model generates; the sequence is 0.</summary>
    public const uint Sample = 4;

    /// <summary>Which rows are held out for validation, by their index; the sequence is 0.</summary>
    public const uint Validation = 5;

    /// <summary>The corruption of a denoising autoencoder's input; the sequence is the epoch.</summary>
    public const uint Corruption = 6;

    /// <summary>ε of the latent sampler during validation, the same in every epoch; the sequence is 0.</summary>
    public const uint ValidationNoise = 7;

    /// <summary>The random start of the subspace iteration; the sequence is 0.</summary>
    public const uint PrincipalComponents = 8;

    /// <summary>Which rows a fit computes its initial parameters and the order of its units from, by their index; the sequence is 0.</summary>
    public const uint StartSample = 9;

    /// <summary>Which rows of a pass are sampled, by their index; the sequence is 0, and 1 for the smaller sample taken from them.</summary>
    public const uint Reservoir = 10;

    /// <summary>What the units of a wide code point to at first: random directions in sequence 0, and which rows in sequence 1.</summary>
    public const uint StartDirections = 11;

    /// <summary>Which slots of a row's second view are swapped, and with which rows; the sequence is the epoch.</summary>
    public const uint SecondView = 12;

    /// <summary>A random order of labels; the sequence is the number of the order.</summary>
    public const uint LabelOrder = 13;

    /// <summary>Which slots an anomaly detector masks together; the sequence is the round.</summary>
    public const uint Masks = 14;

    /// <summary>Which rows show what a latent unit does; the sequence is twice the unit for rows that fire it weakly, and 1 more for those without it.</summary>
    public const uint UnitRows = 15;
}
