namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Everything that a report shows about a model and rows, before it is drawn.</summary>
internal sealed class DataFindings
{
    private readonly RowSample _sample;
    private readonly float[] _codes;
    private readonly float[] _reconstructions;
    private readonly int[] _byError;

    private DataFindings(AutoencoderModel model, RowSample sample, long unusable, IReadOnlyList<string> slotNames)
    {
        Model = model;
        _sample = sample;
        UnusableCount = unusable;
        _codes = model.Encode(sample.Values);
        _reconstructions = model.Decode(_codes);
        Errors = [.. Enumerable.Range(0, Count).Select(ErrorOf)];
        _byError = [.. Enumerable.Range(0, Count).OrderBy(row => Errors[row]).ThenBy(row => row)];
        Diagnostics = model.Diagnose(new InMemoryRows(sample.Values, model.InputDimension));
        Colors = RowColors.Of(sample.Labels);
        LabelShares = Findings.LabelShares.Of(_codes, model.LatentDimension, Colors);
        Fields = Field.Of(model, slotNames);
        UnitsByInformation =
        [
            .. Enumerable.Range(0, model.LatentDimension)
                .OrderByDescending(unit => model.Kind.Definition.HasDistribution ? Diagnostics.Units[unit].KlDivergence : Diagnostics.Units[unit].Influence),
        ];
    }

    public AutoencoderModel Model { get; }

    /// <summary>The number of rows in use.</summary>
    public int Count => _sample.Numbers.Length;

    /// <summary>The number of all rows, including those that were not drawn and those that cannot be encoded.</summary>
    public long RowCount => _sample.RowCount;

    /// <summary>The number of rows that were drawn but cannot be encoded.</summary>
    public long UnusableCount { get; }

    /// <summary>The squared reconstruction errors, as in the transformer's column, <c>[n]</c>.</summary>
    public IReadOnlyList<double> Errors { get; }

    public LatentDiagnostics Diagnostics { get; }

    public RowColors Colors { get; }

    /// <summary>The share of the variance of each latent unit that the label explains, 0 to 1, <c>[q]</c>; empty if there are no labels.</summary>
    public IReadOnlyList<double> LabelShares { get; }

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The latent units, the most informative first.</summary>
    public IReadOnlyList<int> UnitsByInformation { get; }

    /// <summary>Computes the findings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reader">The rows.</param>
    /// <param name="slotNames">The names of the slots; null or empty for a slot without a name.</param>
    /// <param name="maximumRows">The maximum number of rows to use.</param>
    /// <exception cref="InvalidOperationException">None of the rows can be encoded.</exception>
    public static DataFindings Of(AutoencoderModel model, ILabeledReader reader, IReadOnlyList<string> slotNames, int maximumRows)
    {
        RowSample drawn = RowSample.Draw(reader, model.InputDimension, maximumRows);
        int[] usable = Usable(model, drawn);
        return usable is not []
            ? new DataFindings(model, drawn.Only(usable), drawn.Numbers.Length - usable.Length, slotNames)
            : throw new InvalidOperationException(
                $"There is nothing to report on: the model can encode none of the {drawn.Numbers.Length} rows. Pass at least one row without "
                + "infinite values, and without NaN unless the model was fitted with MissingValues.Mask.");
    }

    public ReadOnlySpan<float> Row(int row) => _sample.Values.AsSpan(row * Model.InputDimension, Model.InputDimension);

    public ReadOnlySpan<float> Reconstruction(int row) => _reconstructions.AsSpan(row * Model.InputDimension, Model.InputDimension);

    public float Code(int row, int unit) => _codes[(row * Model.LatentDimension) + unit];

    /// <summary>The number of a row among all rows, counted from 1.</summary>
    public long NumberOf(int row) => _sample.Numbers[row];

    public RowLabel LabelOf(int row) => _sample.Labels[row];

    /// <summary>The error that a fraction of the rows does not exceed.</summary>
    public double ErrorQuantile(double fraction) => Errors[_byError[RankOf(fraction)]];

    /// <summary>Rows from the best to the worst reconstructed, at even intervals in the order of their errors.</summary>
    public IReadOnlyList<int> FromBestToWorst(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _byError[RankOf(count == 1 ? 0.5 : (double)i / (count - 1))]).Distinct()];

    /// <summary>The worst reconstructed rows, the worst first.</summary>
    public IReadOnlyList<int> Worst(int count) => [.. Enumerable.Reverse(_byError).Take(count)];

    private int RankOf(double fraction) => (int)Math.Round(fraction * (Count - 1));

    private double ErrorOf(int row) => Error(Row(row), Reconstruction(row));

    /// <summary>‖x − x̂‖² over the values present.</summary>
    private static double Error(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction)
    {
        double sum = 0;
        for (int slot = 0; slot < row.Length; slot++)
        {
            double difference = float.IsNaN(row[slot]) ? 0 : (double)row[slot] - reconstruction[slot];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>The rows with at least one value and a finite reconstruction.</summary>
    private static int[] Usable(AutoencoderModel model, RowSample sample)
    {
        int d = model.InputDimension;
        float[] reconstructions = model.Reconstruct(sample.Values);
        return
        [
            .. Enumerable.Range(0, sample.Numbers.Length)
                .Where(row => IsUsable(sample.Values.AsSpan(row * d, d), reconstructions.AsSpan(row * d, d))),
        ];
    }

    private static bool IsUsable(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction)
    {
        bool hasValue = false;
        for (int slot = 0; slot < row.Length; slot++)
        {
            if (!float.IsFinite(reconstruction[slot]))
            {
                return false;
            }

            hasValue |= !float.IsNaN(row[slot]);
        }

        return hasValue;
    }
}
