namespace MLNet.Autoencoder.Data;

/// <summary>One pass over the training rows, in their original order.</summary>
internal interface ITrainingPass : IDisposable
{
    /// <summary>Releases the rows that were kept.</summary>
    void Release();

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="InvalidOperationException">There are fewer rows than when they were counted.</exception>
    void MoveNext();

    /// <summary>Keeps the row until the next <see cref="Release"/>.</summary>
    /// <returns>The index of the row in the store.</returns>
    int Keep();

    /// <summary>Reads what follows the last training row, which can only be held-out rows.</summary>
    /// <exception cref="InvalidOperationException">The rows of this pass are not those of the first.</exception>
    void End();
}
