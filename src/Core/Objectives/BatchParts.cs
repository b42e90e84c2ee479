namespace MLNet.Autoencoder.Objectives;

/// <summary>What a batch holds besides rows and noise.</summary>
[Flags]
internal enum BatchParts
{
    None = 0,

    /// <summary>What the encoder sees differs from the rows.</summary>
    Corrupted = 1,

    /// <summary>Values may be missing.</summary>
    Missing = 2,

    /// <summary>Rows have weights.</summary>
    Weighted = 4,

    /// <summary>Rows have labels.</summary>
    Labeled = 8,

    /// <summary>Rows have second views.</summary>
    Viewed = 16,

    /// <summary>Codes are sparse: they take memory only if they are read with all their zeros, and no noise is added.</summary>
    SparseCodes = 32,
}
