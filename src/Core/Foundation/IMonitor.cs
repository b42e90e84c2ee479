namespace MLNet.Autoencoder.Foundation;

/// <summary>Watches an operation that takes long.</summary>
internal interface IMonitor
{
    /// <summary>Receives a sentence that the user should read but that does not stop the operation.</summary>
    void Warn(string message);

    /// <summary>Called every few milliseconds.</summary>
    /// <exception cref="OperationCanceledException">The operation is to stop.</exception>
    void ThrowIfCancellationRequested();
}
