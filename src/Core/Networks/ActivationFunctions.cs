using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// The non-linearities f and their derivatives, element by element. An element's result depends on that element alone,
/// not on its place or on the span's length.
/// </summary>
internal static unsafe class ActivationFunctions
{
    /// <summary>Elements worked on at a time; the intermediate values stay in the first-level cache. A multiple of every vector width.</summary>
    private const int ChunkLength = 512;

    private const float GeluScale = 0.7978845608f; // √(2/π)
    private const float GeluCubic = 0.044715f;

    /// <summary>output[i] = f(preactivation[i]). The two may be the same span.</summary>
    public static void Forward(Activation activation, ReadOnlySpan<float> preactivation, Span<float> output)
    {
        KernelGuard.SameLength(preactivation.Length, output.Length, nameof(output));
        float* x = stackalloc float[ChunkLength];
        float* y = stackalloc float[ChunkLength];
        for (int start = 0; start < output.Length; start += ChunkLength)
        {
            int length = Math.Min(ChunkLength, output.Length - start);
            int padded = CopyPadded(preactivation.Slice(start, length), x);
            ForwardChunk(activation, x, y, padded);
            new ReadOnlySpan<float>(y, length).CopyTo(output[start..]);
        }
    }

    /// <summary>
    /// preactivationGradient[i] = outputGradient[i]·f′(preactivation[i]), where <paramref name="output"/> is what <see cref="Forward"/> gave.
    /// The two gradients may be the same span.
    /// </summary>
    public static void Backward(
        Activation activation,
        ReadOnlySpan<float> preactivation,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> outputGradient,
        Span<float> preactivationGradient)
    {
        int total = preactivationGradient.Length;
        KernelGuard.SameLength(total, preactivation.Length, nameof(preactivation));
        KernelGuard.SameLength(total, output.Length, nameof(output));
        KernelGuard.SameLength(total, outputGradient.Length, nameof(outputGradient));
        float* x = stackalloc float[ChunkLength];
        float* y = stackalloc float[ChunkLength];
        float* gradient = stackalloc float[ChunkLength];
        for (int start = 0; start < total; start += ChunkLength)
        {
            int length = Math.Min(ChunkLength, total - start);
            int padded = CopyPadded(preactivation.Slice(start, length), x);
            CopyPadded(output.Slice(start, length), y);
            CopyPadded(outputGradient.Slice(start, length), gradient);
            BackwardChunk(activation, x, y, gradient, padded);
            new ReadOnlySpan<float>(gradient, length).CopyTo(preactivationGradient[start..]);
        }
    }

    /// <summary>Copies to a chunk and fills it up with zeros; returns the length that makes.</summary>
    private static int CopyPadded(ReadOnlySpan<float> source, float* chunk)
    {
        int padded = ElementWise.PaddedLength(source.Length);
        source.CopyTo(new Span<float>(chunk, source.Length));
        new Span<float>(chunk + source.Length, padded - source.Length).Clear();
        return padded;
    }

    private static void ForwardChunk(Activation activation, float* x, float* y, int length)
    {
        if (Lanes512.IsSupported)
        {
            Formulas<Lanes512, Vector512<float>>.Forward(activation, x, y, length);
        }
        else if (Lanes256.IsSupported)
        {
            Formulas<Lanes256, Vector256<float>>.Forward(activation, x, y, length);
        }
        else if (Lanes128.IsSupported)
        {
            Formulas<Lanes128, Vector128<float>>.Forward(activation, x, y, length);
        }
        else
        {
            Formulas<Lanes1, float>.Forward(activation, x, y, length);
        }
    }

    private static void BackwardChunk(Activation activation, float* x, float* y, float* gradient, int length)
    {
        if (Lanes512.IsSupported)
        {
            Formulas<Lanes512, Vector512<float>>.Backward(activation, x, y, gradient, length);
        }
        else if (Lanes256.IsSupported)
        {
            Formulas<Lanes256, Vector256<float>>.Backward(activation, x, y, gradient, length);
        }
        else if (Lanes128.IsSupported)
        {
            Formulas<Lanes128, Vector128<float>>.Backward(activation, x, y, gradient, length);
        }
        else
        {
            Formulas<Lanes1, float>.Backward(activation, x, y, gradient, length);
        }
    }

    /// <summary>The formulas, on chunks whose length is a multiple of <see cref="ElementWise.Block"/>.</summary>
    private static class Formulas<TLanes, TVector>
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        public static void Forward(Activation activation, float* x, float* y, int length)
        {
            var input = new ReadOnlySpan<float>(x, length);
            var output = new Span<float>(y, length);
            switch (activation)
            {
                case Activation.Relu:
                    Relu(x, y, length);
                    break;
                case Activation.Tanh:
                    TensorPrimitives.Tanh(input, output);
                    break;
                case Activation.Silu:
                    TensorPrimitives.Sigmoid(input, output);
                    TensorPrimitives.Multiply(input, output, output);
                    break;
                case Activation.Gelu:
                    GeluInner(x, y, length);
                    TensorPrimitives.Tanh(output, output);
                    Gelu(x, y, length);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
            }
        }

        /// <summary>Multiplies <paramref name="gradient"/> by f′(x), in place. <paramref name="y"/> is f(x), and is overwritten.</summary>
        public static void Backward(Activation activation, float* x, float* y, float* gradient, int length)
        {
            var input = new ReadOnlySpan<float>(x, length);
            var scratch = new Span<float>(y, length);
            switch (activation)
            {
                case Activation.Relu:
                    ReluGradient(x, gradient, length);
                    break;
                case Activation.Tanh:
                    TanhGradient(y, gradient, length);
                    break;
                case Activation.Silu:
                    TensorPrimitives.Sigmoid(input, scratch);
                    SiluGradient(x, y, gradient, length);
                    break;
                case Activation.Gelu:
                    GeluInner(x, y, length);
                    TensorPrimitives.Tanh(scratch, scratch);
                    GeluGradient(x, y, gradient, length);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
            }
        }

        private static void Relu(float* x, float* y, int length)
        {
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TVector value = TLanes.Load(x + i);
                TLanes.Store(y + i, TLanes.ZeroUnlessPositive(value, value));
            }
        }

        private static void ReluGradient(float* x, float* gradient, int length)
        {
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TLanes.Store(gradient + i, TLanes.ZeroUnlessPositive(TLanes.Load(x + i), TLanes.Load(gradient + i)));
            }
        }

        /// <summary>1 − y².</summary>
        private static void TanhGradient(float* y, float* gradient, int length)
        {
            TVector one = TLanes.Broadcast(1);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TVector tanh = TLanes.Load(y + i);
                TVector derivative = TLanes.Subtract(one, TLanes.Multiply(tanh, tanh));
                TLanes.Store(gradient + i, TLanes.Multiply(TLanes.Load(gradient + i), derivative));
            }
        }

        /// <summary>s + x·s(1 − s), where s = sigmoid(x).</summary>
        private static void SiluGradient(float* x, float* sigmoid, float* gradient, int length)
        {
            TVector one = TLanes.Broadcast(1);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TVector s = TLanes.Load(sigmoid + i);
                TVector slope = TLanes.Multiply(s, TLanes.Subtract(one, s));
                TVector derivative = TLanes.MultiplyAdd(TLanes.Load(x + i), slope, s);
                TLanes.Store(gradient + i, TLanes.Multiply(TLanes.Load(gradient + i), derivative));
            }
        }

        /// <summary>u = √(2/π)(x + 0.044715x³).</summary>
        private static void GeluInner(float* x, float* u, int length)
        {
            TVector linear = TLanes.Broadcast(GeluScale);
            TVector cubic = TLanes.Broadcast(GeluScale * GeluCubic);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TVector value = TLanes.Load(x + i);
                TVector factor = TLanes.MultiplyAdd(cubic, TLanes.Multiply(value, value), linear);
                TLanes.Store(u + i, TLanes.Multiply(value, factor));
            }
        }

        /// <summary>½x(1 + t), where <paramref name="y"/> comes in as t = tanh u.</summary>
        private static void Gelu(float* x, float* y, int length)
        {
            TVector half = TLanes.Broadcast(0.5f);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TVector halfX = TLanes.Multiply(half, TLanes.Load(x + i));
                TLanes.Store(y + i, TLanes.MultiplyAdd(halfX, TLanes.Load(y + i), halfX));
            }
        }

        /// <summary>½(1 + t) + ½x(1 − t²)·du/dx, where t = tanh u and du/dx = √(2/π)(1 + 3·0.044715x²).</summary>
        private static void GeluGradient(float* x, float* tanh, float* gradient, int length)
        {
            TVector one = TLanes.Broadcast(1);
            TVector half = TLanes.Broadcast(0.5f);
            TVector linear = TLanes.Broadcast(GeluScale);
            TVector square = TLanes.Broadcast(3 * GeluScale * GeluCubic);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                TVector value = TLanes.Load(x + i);
                TVector t = TLanes.Load(tanh + i);
                TVector innerSlope = TLanes.MultiplyAdd(square, TLanes.Multiply(value, value), linear);
                TVector tanhSlope = TLanes.Multiply(TLanes.Subtract(one, TLanes.Multiply(t, t)), innerSlope);
                TVector derivative = TLanes.Multiply(half, TLanes.Add(TLanes.MultiplyAdd(value, tanhSlope, one), t));
                TLanes.Store(gradient + i, TLanes.Multiply(TLanes.Load(gradient + i), derivative));
            }
        }
    }
}
