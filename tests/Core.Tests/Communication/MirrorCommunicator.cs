using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Core.Tests.Communication;

/// <summary>Two ranks, of which the other does whatever this one does.</summary>
internal sealed class MirrorCommunicator : ICommunicator
{
    public int Rank => 0;

    public int Size => 2;

    public void AllReduce(Span<float> values) => TensorPrimitives.Add(values, values, values);

    public void AllReduce(Span<double> values) => TensorPrimitives.Add(values, values, values);

    public void Broadcast(Span<byte> bytes, int root)
    {
    }

    public IReadOnlyList<byte[]> AllGather(ReadOnlySpan<byte> bytes) => [bytes.ToArray(), bytes.ToArray()];

    public void Barrier()
    {
    }
}
