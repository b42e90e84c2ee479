using TorchSharp;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>Sets the number of threads of libtorch, and restores it when disposed.</summary>
internal readonly struct TorchThreads : IDisposable
{
    private readonly int _before;

    public TorchThreads(int count)
    {
        _before = torch.get_num_threads();
        torch.set_num_threads(count);
    }

    public void Dispose() => torch.set_num_threads(_before);
}
