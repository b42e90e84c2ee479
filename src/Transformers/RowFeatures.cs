using System.Runtime.InteropServices;
using Microsoft.ML;

namespace MLNet.Autoencoder;

/// <summary>
/// The features of a single row, or of a cursor that is read row by row. A row is encoded and decoded at most once, however many columns and
/// getters ask, and only as far as they ask.
/// </summary>
/// <remarks>
/// What was computed is kept for as long as it holds, which <see cref="DataViewRow.Position"/> does not tell: a time series prediction
/// engine that forecasts changes the values of its row and leaves it where it is. So a cursor says when it moves, the only way for its
/// values to change; a single row is read each time it is asked about, and computed anew when its values are other ones.
/// </remarks>
internal sealed class RowFeatures : IRowFeatures
{
    private readonly InputReader _input;
    private readonly ScoredRows _scored;
    private readonly bool _saysWhenItMoves;
    private readonly float[] _newValues;
    private bool _isRead;

    /// <param name="input">The row, with the encoded columns active.</param>
    /// <param name="bound">The transformer bound to its schema.</param>
    /// <param name="scored">Where the row is encoded.</param>
    /// <param name="saysWhenItMoves">Whether <see cref="Moved"/> is called whenever the values of the row may have changed.</param>
    public RowFeatures(DataViewRow input, BoundFeatures bound, ScoredRows scored, bool saysWhenItMoves)
    {
        _input = new InputReader(input, bound.Inputs);
        _scored = scored;
        _saysWhenItMoves = saysWhenItMoves;
        _newValues = new float[bound.Model.InputDimension];
        _scored.Renew(1);
    }

    public void Moved() => _isRead = false;

    public ReadOnlySpan<float> Means()
    {
        Read();
        return _scored.Means(0);
    }

    public ReadOnlySpan<float> LogVariances()
    {
        Read();
        return _scored.LogVariances(0);
    }

    public ReadOnlySpan<float> Reconstruction()
    {
        Read();
        return _scored.Reconstruction(0);
    }

    public float ReconstructionError()
    {
        Read();
        return _scored.ReconstructionError(0);
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
        if (!MemoryMarshal.AsBytes<float>(_newValues).SequenceEqual(MemoryMarshal.AsBytes(_scored.Values)))
        {
            _newValues.CopyTo(_scored.Renew(1));
        }
    }
}
