using System.Runtime.InteropServices;
using Microsoft.ML;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Rows;

/// <summary>
/// A single row, or the current row of a cursor that is read row by row. A row is encoded and decoded at most once, however many columns
/// and getters need it, and only as far as they need it.
/// </summary>
/// <remarks>
/// Results are kept while the row's values stay the same. <see cref="DataViewRow.Position"/> does not show when they change: a time series
/// prediction engine that forecasts changes the values of its row without moving it. So a cursor reports each move, the only way its values
/// can change. A single row is read every time, and encoded again only if its values differ.
/// </remarks>
internal sealed class SingleRow : ScoredRow
{
    private readonly InputReader _input;
    private readonly bool _reportsMoves;
    private readonly float[] _newValues;
    private bool _isRead;

    /// <param name="input">The row, with the encoded columns active.</param>
    /// <param name="columns">The encoded columns, in the order of the model's values.</param>
    /// <param name="scored">Where the row is encoded.</param>
    /// <param name="reportsMoves">Whether <see cref="Moved"/> is called whenever the values of the row may have changed.</param>
    public SingleRow(DataViewRow input, IReadOnlyList<DataViewSchema.Column> columns, RowValues scored, bool reportsMoves)
        : base(scored)
    {
        _input = new InputReader(input, columns);
        _reportsMoves = reportsMoves;
        _newValues = new float[Rows.Reset(1).Length];
    }

    public override void Moved() => _isRead = false;

    public override int Index()
    {
        if (!_isRead)
        {
            Read();
        }

        return 0;
    }

    private void Read()
    {
        _input.Read(_newValues);
        _isRead = _reportsMoves;

        // Compared bit by bit, so that a NaN equals itself.
        if (!MemoryMarshal.AsBytes<float>(_newValues).SequenceEqual(MemoryMarshal.AsBytes(Rows.Values)))
        {
            _newValues.CopyTo(Rows.Reset(1));
        }
    }
}
