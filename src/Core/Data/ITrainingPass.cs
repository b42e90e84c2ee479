namespace MLNet.Autoencoder.Data;

/// <summary>One pass over the rows that are trained on, in their own order.</summary>
internal interface ITrainingPass : IDisposable
{
    /// <summary>Lets go of the rows that were kept.</summary>
    void Release();

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="InvalidOperationException">There is none, though there was when the rows were counted.</exception>
    void MoveNext();

    /// <summary>Keeps the row until the next <see cref="Release"/>.</summary>
    /// <returns>Where it is in the store.</returns>
    int Keep();
}
