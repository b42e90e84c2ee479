namespace MLNet.Autoencoder.Diagnostics;

/// <summary>
/// Which units fire for which rows, and their codes then. Only these entries are held, twice: by row and by unit. <see cref="UnitReport"/> defines when a unit fires.
/// </summary>
internal sealed class Firings
{
    private readonly RowCodes _codes;
    private readonly FiringList _byRow;
    private readonly FiringList _byUnit;

    private Firings(RowCodes codes, bool isRectified, float[] restingCodes, FiringList byRow, int rowCount)
    {
        _codes = codes;
        _byRow = byRow;
        _byUnit = byRow.Transposed();
        IsRectified = isRectified;
        RestingCodes = restingCodes;
        RowCount = rowCount;
    }

    /// <summary>Whether codes are 0 wherever a unit does not fire.</summary>
    public bool IsRectified { get; }

    /// <summary>The code of each unit when it is switched off, <c>[q]</c>.</summary>
    public float[] RestingCodes { get; }

    /// <summary>The number of rows that could be encoded.</summary>
    public int RowCount { get; }

    /// <summary>Encodes rows and collects what fires.</summary>
    /// <exception cref="InvalidOperationException">None of the rows can be encoded.</exception>
    public static Firings Of(AutoencoderModel model, SampledRows rows)
    {
        int q = model.LatentDimension;
        var codes = new RowCodes(model, rows);
        bool isRectified = rows.Count > 0 && IsRectifiedCode(model, codes.First());
        float[] resting = new float[q], thresholds = new float[q];
        if (!isRectified)
        {
            Measure(codes, resting, thresholds);
        }

        var entries = new FiringList.Builder();
        int rowCount = 0;
        codes.ForEach(code =>
        {
            for (int unit = 0; unit < q; unit++)
            {
                if (code[unit] > thresholds[unit])
                {
                    entries.Add(unit, code[unit]);
                }
            }

            entries.EndItem();
            rowCount += float.IsNaN(code[0]) ? 0 : 1;
        });
        return rowCount > 0 ? new Firings(codes, isRectified, resting, entries.ToList(q), rowCount) : throw new InvalidOperationException(
            $"There is nothing to explain, because the model can encode none of the rows: {rows.Count} have only usable values, and the codes of those are not finite. "
            + "Pass at least one row without infinite values, and without NaN unless the model was fitted with MissingValues.Mask.");
    }

    /// <summary>The number of rows for which a unit fires.</summary>
    public int CountOf(int unit) => _byUnit[unit].Others.Length;

    /// <summary>The rows for which a unit fires, in order, and its codes.</summary>
    public FiringList.Entries OfUnit(int unit) => _byUnit[unit];

    /// <summary>The units that fire for a row, in order, and their codes.</summary>
    public FiringList.Entries OfRow(int row) => _byRow[row];

    /// <summary>Copies the code of a row, including that of units that do not fire, <c>[q]</c>.</summary>
    public void CopyCode(int row, Span<float> code)
    {
        if (!IsRectified)
        {
            _codes.Encode(row, code);
            return;
        }

        code.Clear();
        FiringList.Entries firing = _byRow[row];
        for (int i = 0; i < firing.Others.Length; i++)
        {
            code[firing.Others[i]] = firing.Codes[i];
        }
    }

    /// <summary>Whether codes of this model are rectified, judging by some of them.</summary>
    private static bool IsRectifiedCode(AutoencoderModel model, float[] codes) =>
        model.Kind.Definition.HasDictionary && codes.Contains(0) && !codes.Any(code => code < 0);

    /// <summary>The mean of each unit, and the code above which it fires: one standard deviation above the mean.</summary>
    private static void Measure(RowCodes codes, float[] means, float[] thresholds)
    {
        var statistics = new CodeStatistics(means.Length);
        bool hasRows = false;
        codes.ForEach(code =>
        {
            if (!float.IsNaN(code[0]))
            {
                statistics.Add(code);
                hasRows = true;
            }
        });
        for (int unit = 0; unit < means.Length && hasRows; unit++)
        {
            means[unit] = (float)statistics.Mean(unit);
            double deviation = Math.Sqrt(statistics.Variance(unit));
            thresholds[unit] = deviation > 0 ? (float)(statistics.Mean(unit) + deviation) : float.PositiveInfinity;
        }
    }
}
