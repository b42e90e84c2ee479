using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>
/// The features of the row that a cursor stands on, or of a single row. A row is encoded and decoded at most once, however many columns
/// and getters ask, and only as far as they ask. One thread at a time, as a cursor is.
/// </summary>
/// <remarks>
/// <para>
/// What was computed is kept for as long as it holds, which <see cref="DataViewRow.Position"/> does not tell: a time series prediction
/// engine that forecasts changes the values of its row and leaves it where it is. So a cursor says when it moves, the only way for its
/// values to change; a single row is read each time it is asked about, and computed anew when its values are other ones.
/// </para>
/// <para>All scoring of rows by a cursor is behind this class, so that rows may one day be encoded in blocks.</para>
/// </remarks>
internal sealed class RowFeatures
{
    private readonly InputReader _input;
    private readonly bool _saysWhenItMoves;
    private readonly RowScorer _scorer;
    private readonly float[] _means;
    private readonly float[] _logVariances;
    private readonly float[] _reconstruction;
    private readonly float[] _observed;
    private float[] _values;
    private float[] _newValues;
    private bool _isRead;
    private bool _isEncoded;
    private bool _isDecoded;

    /// <param name="input">The row, with <paramref name="columns"/> active.</param>
    /// <param name="columns">The columns to encode, in the order of the model's values.</param>
    /// <param name="model">What encodes it.</param>
    /// <param name="withLogVariances">Whether log-variances will be asked for; they cost another product with the last hidden layer.</param>
    /// <param name="withReconstruction">Whether reconstructions or their errors will be asked for.</param>
    /// <param name="saysWhenItMoves">Whether <see cref="Moved"/> is called whenever the values of the row may have changed.</param>
    public RowFeatures(
        DataViewRow input,
        IReadOnlyList<DataViewSchema.Column> columns,
        AutoencoderModel model,
        bool withLogVariances,
        bool withReconstruction,
        bool saysWhenItMoves)
    {
        _input = new InputReader(input, columns);
        _saysWhenItMoves = saysWhenItMoves;
        _scorer = new RowScorer(model);
        _values = new float[model.InputDimension];
        _newValues = new float[model.InputDimension];
        _means = new float[model.LatentDimension];
        _logVariances = new float[withLogVariances ? model.LatentDimension : 0];
        _reconstruction = new float[withReconstruction ? model.InputDimension : 0];
        _observed = new float[withReconstruction ? model.InputDimension : 0];
    }

    /// <summary>The row may have other values now.</summary>
    public void Moved() => _isRead = false;

    /// <summary>
    /// The latent means of the current row, <c>[q]</c>; NaN when the row has an infinite value, or a NaN that the model was not fitted to miss.
    /// </summary>
    public ReadOnlySpan<float> Means()
    {
        Encode();
        return _means;
    }

    /// <summary>The latent log-variances of the current row, <c>[q]</c>; NaN as above.</summary>
    public ReadOnlySpan<float> LogVariances()
    {
        Encode();
        return _logVariances;
    }

    /// <summary>The current row decoded from its latent means, <c>[d]</c>; NaN as above.</summary>
    public ReadOnlySpan<float> Reconstruction()
    {
        Decode();
        return _reconstruction;
    }

    /// <summary>The squared error ‖x − Dec(μ)‖² of that reconstruction over the values that are there; NaN as above, and when none is.</summary>
    public float ReconstructionError()
    {
        Decode();
        if (TensorPrimitives.IsNaNAll<float>(_values))
        {
            return float.NaN;
        }

        // A missing value is taken to be what the model says, and so adds nothing; where the model says NaN, so does the error.
        for (int slot = 0; slot < _values.Length; slot++)
        {
            _observed[slot] = float.IsNaN(_values[slot]) ? _reconstruction[slot] : _values[slot];
        }

        return (float)Reductions.SquaredDistance(_observed, _reconstruction);
    }

    private void Encode()
    {
        Read();
        if (_isEncoded)
        {
            return;
        }

        _scorer.Encode(_values, _means, _logVariances);
        _isEncoded = true;
    }

    private void Decode()
    {
        Encode();
        if (_isDecoded)
        {
            return;
        }

        _scorer.Decode(_means, _reconstruction);
        _isDecoded = true;
    }

    private void Read()
    {
        if (_isRead)
        {
            return;
        }

        _input.Read(_newValues);
        _isRead = _saysWhenItMoves;

        // By their bits: a NaN is to equal itself.
        if (!MemoryMarshal.AsBytes<float>(_newValues).SequenceEqual(MemoryMarshal.AsBytes<float>(_values)))
        {
            (_values, _newValues) = (_newValues, _values);
            _isEncoded = false;
            _isDecoded = false;
        }
    }
}
