using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Encodes sampled rows in blocks. The codes of all rows together may take gigabytes, so they are not held.</summary>
internal sealed class RowCodes
{
    private readonly SampledRows _rows;
    private readonly RowScorer _scorer;
    private readonly int _latentDimension;
    private readonly float[] _values;
    private readonly float[] _codes;
    private readonly int _blockRows;

    public RowCodes(AutoencoderModel model, SampledRows rows)
    {
        _rows = rows;
        _scorer = new RowScorer(model);
        _latentDimension = model.LatentDimension;
        _blockRows = RowScorer.BlockRowsOf(model.Architecture);
        _values = new float[checked(_blockRows * model.InputDimension)];
        _codes = new float[checked(_blockRows * _latentDimension)];
    }

    public delegate void CodeAction(ReadOnlySpan<float> code);

    /// <summary>The codes of the first rows, <c>[rows, q]</c>: at most one block.</summary>
    public float[] First() => EncodeBlock(0).ToArray();

    /// <summary>Calls an action with the code of each row in order, <c>[q]</c>; NaN if the row cannot be encoded.</summary>
    public void ForEach(CodeAction action)
    {
        for (int first = 0; first < _rows.Count; first += _blockRows)
        {
            ReadOnlySpan<float> codes = EncodeBlock(first);
            for (; codes.Length > 0; codes = codes[_latentDimension..])
            {
                action(codes[.._latentDimension]);
            }
        }
    }

    /// <summary>Encodes one row.</summary>
    public void Encode(int row, Span<float> code)
    {
        _rows.CopyTo(row, _values.AsSpan(0, _rows.Dimension));
        _scorer.Encode(_values.AsSpan(0, _rows.Dimension), code, []);
    }

    private ReadOnlySpan<float> EncodeBlock(int first)
    {
        int d = _rows.Dimension, count = Math.Min(_blockRows, _rows.Count - first);
        for (int i = 0; i < count; i++)
        {
            _rows.CopyTo(first + i, _values.AsSpan(i * d, d));
        }

        Span<float> codes = _codes.AsSpan(0, count * _latentDimension);
        _scorer.Encode(_values.AsSpan(0, count * d), codes, []);
        return codes;
    }
}
