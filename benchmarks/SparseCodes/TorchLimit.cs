namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>How long TorchSharp trains.</summary>
internal enum TorchLimit
{
    /// <summary>As long as our fit took.</summary>
    Time,

    /// <summary>For as many epochs.</summary>
    Epochs,

    /// <summary>Not at all.</summary>
    Off,
}
