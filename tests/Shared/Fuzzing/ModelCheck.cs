using System.Numerics.Tensors;
using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Tests;

/// <summary>
/// What holds for every model that loads, forged ones included: it can be saved and loaded again, each row has the same finite code or NaN whatever rows
/// it is scored with, and everything has its shape.
/// </summary>
internal static class ModelCheck
{
    // As documented for AutoencoderModel.Load.
    private const long MemoryPerByte = 64;
    private const long BaseMemory = 1 << 20;

    // Up to this value, no sum in these small networks can overflow.
    private const float Moderate = 1e6f;

    // Wider models are scored with fewer rows.
    private const int Wide = 1 << 14;

    /// <summary>Reads within the documented memory limit.</summary>
    /// <returns>What was read; <see langword="null"/> if the bytes are refused in the documented way.</returns>
    /// <exception cref="WrongResultException">Reading allocated too much.</exception>
    public static T? Read<T>(byte[] bytes, Func<Stream, T> read)
        where T : class
    {
        T? result = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            result = read(new MemoryStream(bytes));
        }
        catch (FormatException)
        {
            // The only way to refuse a file.
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Expect(allocated <= (MemoryPerByte * bytes.Length) + BaseMemory, $"{allocated} bytes were allocated for a file of {bytes.Length} bytes");
        return result;
    }

    /// <exception cref="WrongResultException">The model does not work.</exception>
    public static void Works(AutoencoderModel model)
    {
        byte[] saved = Fits.Bytes(model);
        AutoencoderModel again = AutoencoderModel.Load(new MemoryStream(saved));
        Expect(saved.AsSpan().SequenceEqual(Fits.Bytes(again)), "saved again, it has other bytes");

        int d = model.InputDimension, q = model.LatentDimension;
        float[] rows = Rows(d);
        float[] codes = model.Encode(rows);
        Expect(codes.Length == rows.Length / d * q, $"{codes.Length} values for {rows.Length / d} codes");
        Expect(Same(codes, again.Encode(rows)), "loaded again, it gives other codes");
        ExpectWholeRows(codes, q, "code");
        Expect(TensorPrimitives.IsFiniteAll<float>(codes.AsSpan(0, q)) || !IsModerate(model), "the code is not finite");
        for (int row = 0; row < rows.Length / d; row++)
        {
            Expect(Same(codes[(row * q)..((row + 1) * q)], model.Encode(rows.AsSpan(row * d, d))), $"alone, row {row} has another code");
            bool isUsable = rows.AsSpan(row * d, d).ToArray().All(value => float.IsFinite(value) || (float.IsNaN(value) && model.Content.Scaling.AllowsMissing));
            Expect(isUsable || float.IsNaN(codes[row * q]), $"row {row}, which is not finite, has a code");
        }

        if (model.Kind is Variational)
        {
            float[] means = new float[codes.Length], logVariances = new float[codes.Length];
            new RowScorer(model).Encode(rows, means, logVariances);
            Expect(Same(codes, means), "with log-variances, the codes are others");
            ExpectWholeRows(logVariances, q, "log-variance");
        }

        float[] decoded = model.Decode(codes);
        Expect(decoded.Length == rows.Length, $"{decoded.Length} decoded values for {rows.Length}");
        Expect(Same(decoded, model.Reconstruct(rows)) && Same(decoded, again.Reconstruct(rows)), "the reconstructions differ");
        float[] sample = model.Sample(2, seed: 3);
        Expect(sample.Length == 2 * d && Same(sample, again.Sample(2, seed: 3)), "the samples differ");
    }

    /// <exception cref="WrongResultException">The condition does not hold.</exception>
    public static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new WrongResultException(otherwise);
        }
    }

    /// <summary>Whether all bits are the same, except that one NaN is as good as another.</summary>
    private static bool Same(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        bool same = left.Length == right.Length;
        for (int i = 0; same && i < left.Length; i++)
        {
            same = BitConverter.SingleToInt32Bits(left[i]) == BitConverter.SingleToInt32Bits(right[i]) || (float.IsNaN(left[i]) && float.IsNaN(right[i]));
        }

        return same;
    }

    private static void ExpectWholeRows(float[] values, int width, string what)
    {
        for (int start = 0; start < values.Length; start += width)
        {
            ReadOnlySpan<float> row = values.AsSpan(start, width);
            Expect(TensorPrimitives.IsFiniteAll(row) || TensorPrimitives.IsNaNAll(row), $"the {what} of row {start / width} is neither finite nor NaN throughout");
        }
    }

    /// <summary>A moderate row, and, unless they are very wide, others: ordinary, zero, huge, tiny, with a gap, with an infinity.</summary>
    private static float[] Rows(int d)
    {
        float[] first = new float[d];
        Array.Fill(first, 0.5f);
        float[] gap = [.. first], infinity = [.. first], huge = [.. first.Select(value => value * 1e30f)], tiny = [.. first.Select(value => value * 1e-40f)];
        (gap[d / 2], infinity[d - 1]) = (float.NaN, float.PositiveInfinity);
        return d > Wide ? [.. first, .. gap] : [.. first, .. Fits.Rows(3, d), .. new float[d], .. huge, .. tiny, .. gap, .. infinity];
    }

    private static bool IsModerate(AutoencoderModel model) =>
        model.InputDimension <= Wide
        && Math.Abs(TensorPrimitives.MaxMagnitude<float>(model.Content.Parameters.Values)) <= Moderate
        && Math.Abs(TensorPrimitives.MaxMagnitude(model.Content.Scaling.Offset)) <= Moderate
        && TensorPrimitives.Min(model.Content.Scaling.Scales) >= 1 / Moderate
        && (model.Content.Scaling.Tails is not { } tails || IsModerate(tails));

    private static bool IsModerate(TailScale tails) =>
        Math.Abs(TensorPrimitives.MaxMagnitude(tails.Centers)) <= Moderate && tails.Slots.All(slot => tails.Widths[slot] >= 1 / Moderate);
}

/// <summary>Something that is promised does not hold.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
