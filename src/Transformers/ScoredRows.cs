using System.Numerics.Tensors;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>
/// Rows of a model and their features. All rows are encoded when the first is asked about, and decoded likewise; each at most once, however
/// many columns and getters ask. Nothing is allocated once the buffers have their size.
/// </summary>
internal sealed class ScoredRows
{
    private readonly RowScorer _scorer;
    private readonly bool _withLogVariances;
    private readonly float[] _observed;
    private int _count;
    private float[] _values = [];
    private float[] _means = [];
    private float[] _logVariances = [];
    private float[] _reconstructions = [];
    private bool _isEncoded;
    private bool _isDecoded;

    private ScoredRows(AutoencoderModel model, bool withLogVariances)
    {
        _scorer = new RowScorer(model);
        _withLogVariances = withLogVariances;
        _observed = new float[model.InputDimension];
    }

    /// <summary>The values of all rows, <c>[n, d]</c>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count * Dimension);

    private int Dimension => _scorer.Model.InputDimension;

    private int LatentDimension => _scorer.Model.LatentDimension;

    /// <summary>What serves the active features; null when none is.</summary>
    /// <param name="bound">The transformer bound to a schema.</param>
    /// <param name="active">The active columns of its output, by index.</param>
    public static ScoredRows? For(BoundFeatures bound, bool[] active)
    {
        Feature[] wanted = [.. bound.Columns.Added.Where((_, i) => active[bound.InputSchema.Count + i]).Select(column => column.Feature)];
        return wanted is [] ? null : new ScoredRows(bound.Model, wanted.Contains(Feature.LogVariance));
    }

    /// <summary>Forgets all rows and makes room for others.</summary>
    /// <param name="count">n, how many.</param>
    /// <returns>Their values, <c>[n, d]</c>, to be written before any feature is asked for.</returns>
    public Span<float> Renew(int count)
    {
        _count = count;
        _isEncoded = false;
        _isDecoded = false;
        return Room(ref _values, count * Dimension);
    }

    /// <summary>The latent means of a row, <c>[q]</c>.</summary>
    public ReadOnlySpan<float> Means(int row)
    {
        Encode();
        return _means.AsSpan(row * LatentDimension, LatentDimension);
    }

    /// <summary>The latent log-variances of a row, <c>[q]</c>. Their column has to be active: they cost another product with the last hidden layer.</summary>
    public ReadOnlySpan<float> LogVariances(int row)
    {
        Encode();
        return _logVariances.AsSpan(row * LatentDimension, LatentDimension);
    }

    /// <summary>A row decoded from its latent means, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Reconstruction(int row)
    {
        Decode();
        return _reconstructions.AsSpan(row * Dimension, Dimension);
    }

    /// <summary>The squared error of a row's reconstruction over the values that are there; NaN when none is.</summary>
    public float ReconstructionError(int row)
    {
        ReadOnlySpan<float> reconstruction = Reconstruction(row);
        ReadOnlySpan<float> values = _values.AsSpan(row * Dimension, Dimension);
        if (!TensorPrimitives.IsNaNAny(values))
        {
            return (float)Reductions.SquaredDistance(values, reconstruction);
        }

        if (TensorPrimitives.IsNaNAll(values))
        {
            return float.NaN;
        }

        // A missing value is taken to be what the model says, and so adds nothing; where the model says NaN, so does the error.
        for (int slot = 0; slot < values.Length; slot++)
        {
            _observed[slot] = float.IsNaN(values[slot]) ? reconstruction[slot] : values[slot];
        }

        return (float)Reductions.SquaredDistance(_observed, reconstruction);
    }

    private void Encode()
    {
        if (_isEncoded)
        {
            return;
        }

        int codes = _count * LatentDimension;
        _scorer.Encode(Values, Room(ref _means, codes), _withLogVariances ? Room(ref _logVariances, codes) : []);
        _isEncoded = true;
    }

    private void Decode()
    {
        Encode();
        if (_isDecoded)
        {
            return;
        }

        _scorer.Decode(_means.AsSpan(0, _count * LatentDimension), Room(ref _reconstructions, _count * Dimension));
        _isDecoded = true;
    }

    private static Span<float> Room(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[length];
        }

        return buffer.AsSpan(0, length);
    }
}
