namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>Passes reports on, on the thread that makes them; <see cref="Progress{T}"/> would do so later and on another.</summary>
internal sealed class Receiver<T>(Action<T> receive) : IProgress<T>
{
    public void Report(T value) => receive(value);
}
