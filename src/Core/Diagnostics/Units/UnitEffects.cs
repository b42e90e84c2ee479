using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Measures what changes when a unit is switched off.</summary>
internal sealed class UnitEffects
{
    private readonly AutoencoderModel _model;
    private readonly SampledRows _rows;
    private readonly SwitchedOff _switch;
    private readonly DownstreamScores? _downstream;
    private readonly RowErrors _errors;
    private readonly int _maxSlots;
    private readonly float[] _row;
    private readonly float[] _with;
    private readonly float[] _without;
    private readonly double[] _scaledChange;
    private readonly double[] _change;

    public UnitEffects(AutoencoderModel model, SampledRows rows, SwitchedOff switchedOff, DownstreamScores? downstream, int maxSlots)
    {
        _model = model;
        _rows = rows;
        _switch = switchedOff;
        _downstream = downstream;
        _errors = new RowErrors(model);
        _maxSlots = maxSlots;
        _row = new float[model.InputDimension];
        _with = new float[model.InputDimension];
        _without = new float[model.InputDimension];
        _scaledChange = new double[model.InputDimension];
        _change = new double[model.InputDimension];
    }

    /// <summary>The effect of a unit, averaged over rows.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="rows">Rows for which it fires.</param>
    public UnitEffect Of(int unit, IReadOnlyList<int> rows)
    {
        Array.Clear(_scaledChange);
        Array.Clear(_change);
        double error = 0, scaledError = 0;
        foreach (int row in rows)
        {
            _switch.Reconstruct(unit, row, _with, _without);
            AddChanges(_scaledChange);
            _model.Content.Scaling.Undo(_with);
            _model.Content.Scaling.Undo(_without);
            AddChanges(_change);
            _rows.CopyTo(row, _row);
            error += _errors.Squared(_row, _without) - _errors.Squared(_row, _with);
            scaledError += _errors.ScaledMean(_row, _without) - _errors.ScaledMean(_row, _with);
        }

        int count = Math.Max(1, rows.Count);
        return new UnitEffect(rows.Count, Largest(count), error / count, scaledError / count, _downstream?.Changes(unit, rows) ?? []);
    }

    private void AddChanges(double[] sums)
    {
        for (int slot = 0; slot < sums.Length; slot++)
        {
            sums[slot] += (double)_without[slot] - _with[slot];
        }
    }

    private SlotChange[] Largest(int rowCount) =>
    [
        .. Enumerable.Range(0, _change.Length).Where(slot => _scaledChange[slot] != 0)
            .OrderByDescending(slot => Math.Abs(_scaledChange[slot])).ThenBy(slot => slot).Take(_maxSlots)
            .Select(slot => new SlotChange(slot, _scaledChange[slot] / rowCount, _change[slot] / rowCount)),
    ];
}
