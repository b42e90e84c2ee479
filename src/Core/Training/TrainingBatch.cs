using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>The rows of one step, and the noise for the sampler. The same object is used again for the next step.</summary>
public sealed class TrainingBatch
{
    private readonly float[] _rows;
    private readonly float[] _noise;
    private readonly float[] _corrupted;

    internal TrainingBatch(int capacity, int inputDimension, int latentDimension, bool isCorrupted = false)
    {
        Capacity = capacity;
        InputDimension = inputDimension;
        LatentDimension = latentDimension;
        _rows = ElementWise.Buffer(checked(capacity * inputDimension));
        _noise = ElementWise.Buffer(checked(capacity * latentDimension));
        _corrupted = isCorrupted ? new float[capacity * inputDimension] : [];
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; internal set; }

    /// <summary>x, what the reconstruction is held to, in scaled units, <c>[count, d]</c>.</summary>
    public ReadOnlySpan<float> Rows => _rows.AsSpan(0, Count * InputDimension);

    /// <summary>What the encoder sees, <c>[count, d]</c>: the rows, corrupted where the kind is <see cref="Denoising"/>.</summary>
    public ReadOnlySpan<float> Input => _corrupted.Length == 0 ? Rows : _corrupted.AsSpan(0, Count * InputDimension);

    /// <summary>ε, drawn from N(0, 1), <c>[count, q]</c>.</summary>
    public ReadOnlySpan<float> Noise => _noise.AsSpan(0, Count * LatentDimension);

    /// <summary>The most rows there can be.</summary>
    internal int Capacity { get; }

    internal int InputDimension { get; }

    internal int LatentDimension { get; }

    /// <summary>Room for a full batch.</summary>
    internal Span<float> RowBuffer => _rows;

    internal Span<float> CorruptedBuffer => _corrupted.AsSpan(0, Count * InputDimension);

    /// <summary>Room for the noise of <see cref="Count"/> rows.</summary>
    internal Span<float> NoiseBuffer => _noise.AsSpan(0, Count * LatentDimension);

    /// <summary>The rows with padding behind them, for element-wise maths.</summary>
    internal ReadOnlySpan<float> PaddedRows => _rows.AsSpan(0, ElementWise.PaddedLength(Count * InputDimension));

    internal ReadOnlySpan<float> PaddedNoise => _noise.AsSpan(0, ElementWise.PaddedLength(Count * LatentDimension));
}
