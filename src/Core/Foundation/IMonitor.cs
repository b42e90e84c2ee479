namespace MLNet.Autoencoder.Foundation;

/// <summary>Monitors a long operation.</summary>
internal interface IMonitor
{
    /// <summary>Receives a message for the user that does not stop the operation.</summary>
    void Warn(string message);

    /// <summary>Called every few milliseconds.</summary>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    void ThrowIfCancellationRequested();
}
