using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Onnx;

/// <summary>The values of a tensor as ONNX stores them: one after another, the lowest byte of each first.</summary>
internal static class TensorBytes
{
    /// <summary>The number of bytes.</summary>
    public static long LengthOf(OnnxConstant constant) => constant switch
    {
        OnnxNumbers numbers => sizeof(float) * (long)numbers.Values.Length,
        OnnxIntegers integers => sizeof(long) * (long)integers.Values.Length,
        _ => throw new UnreachableException($"{constant.GetType()} is not a kind of constant."),
    };

    /// <summary>The bytes. Those of single-precision numbers are the numbers' own memory, so that a large network is not held twice.</summary>
    public static ByteString Of(OnnxConstant constant) => constant switch
    {
        OnnxNumbers numbers when BitConverter.IsLittleEndian => UnsafeByteOperations.UnsafeWrap(new SharedMemory(numbers.Values).Memory),
        OnnxNumbers numbers => Reversed(numbers.Values.Span),
        OnnxIntegers integers => LittleEndian(integers.Values.AsSpan()),
        _ => throw new UnreachableException($"{constant.GetType()} is not a kind of constant."),
    };

    private static ByteString Reversed(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[checked(sizeof(float) * values.Length)];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), MemoryMarshal.Cast<byte, int>(bytes.AsSpan()));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static ByteString LittleEndian(ReadOnlySpan<long> values)
    {
        byte[] bytes = new byte[checked(sizeof(long) * values.Length)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }

        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The memory of numbers, seen as bytes. It is only read, and the garbage collector keeps it as long as this view of it.</summary>
    private sealed class SharedMemory(ReadOnlyMemory<float> values) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(MemoryMarshal.AsMemory(values).Span);

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException(
            $"The bytes of {values.Length} numbers can be read, but not pinned.");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
