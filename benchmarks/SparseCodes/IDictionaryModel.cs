namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>A sparse autoencoder after a fit.</summary>
internal interface IDictionaryModel
{
    /// <summary>What each unit adds to the output when its code is 1, <c>[units, d]</c>.</summary>
    float[] Directions();

    /// <summary>The codes of rows, <c>[rows, units]</c>.</summary>
    float[] Encode(ReadOnlySpan<float> rows);

    /// <summary>The reconstructions of rows, <c>[rows, d]</c>.</summary>
    float[] Reconstruct(ReadOnlySpan<float> rows);
}
