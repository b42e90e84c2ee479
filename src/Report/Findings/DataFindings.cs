namespace MLNet.Autoencoder.Report.Findings;

/// <summary>What a model makes of rows, computed and not yet drawn.</summary>
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
        Colours = RowColours.Of(sample.Labels);
        Fields = Field.Of(model, slotNames);
        UnitsByInformation =
        [
            .. Enumerable.Range(0, model.LatentDimension)
                .OrderByDescending(unit => model.Kind.Definition.HasDistribution ? Diagnostics.Units[unit].KlDivergence : Diagnostics.Units[unit].Influence),
        ];
    }

    public AutoencoderModel Model { get; }

    /// <summary>How many rows were looked at.</summary>
    public int Count => _sample.Numbers.Length;

    /// <summary>How many rows there are, those that were not looked at and those that cannot be encoded included.</summary>
    public long RowCount => _sample.RowCount;

    /// <summary>Rows that were drawn but cannot be encoded.</summary>
    public long UnusableCount { get; }

    /// <summary>The squared errors of the reconstructions, as the transformer's column has them, <c>[n]</c>.</summary>
    public IReadOnlyList<double> Errors { get; }

    public LatentDiagnostics Diagnostics { get; }

    public RowColours Colours { get; }

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The latent units, those that tell most of a row first.</summary>
    public IReadOnlyList<int> UnitsByInformation { get; }

    /// <summary>Looks at rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reader">The rows.</param>
    /// <param name="slotNames">The names of their slots; an empty one has none.</param>
    /// <param name="maximumRows">The number of rows to look at, if there are that many.</param>
    /// <exception cref="InvalidOperationException">There is no row that can be encoded.</exception>
    public static DataFindings Of(AutoencoderModel model, ILabelledReader reader, IReadOnlyList<string> slotNames, int maximumRows)
    {
        RowSample drawn = RowSample.Draw(reader, model.InputDimension, maximumRows);
        int[] usable = Usable(model, drawn);
        return usable is not []
            ? new DataFindings(model, drawn.Only(usable), drawn.Numbers.Length - usable.Length, slotNames)
            : throw new InvalidOperationException(
                $"There is no row to report on: of {drawn.Numbers.Length} rows the model can encode none. Give at least one without infinite values, "
                + "and without NaN unless the model was fitted with MissingValues.Mask.");
    }

    public ReadOnlySpan<float> Row(int row) => _sample.Values.AsSpan(row * Model.InputDimension, Model.InputDimension);

    public ReadOnlySpan<float> Reconstruction(int row) => _reconstructions.AsSpan(row * Model.InputDimension, Model.InputDimension);

    public float Code(int row, int unit) => _codes[(row * Model.LatentDimension) + unit];

    /// <summary>The number of a row among all rows; the first is 1.</summary>
    public long NumberOf(int row) => _sample.Numbers[row];

    public RowLabel LabelOf(int row) => _sample.Labels[row];

    /// <summary>The error that a part of the rows does not exceed.</summary>
    public double ErrorQuantile(double part) => Errors[_byError[PlaceOf(part)]];

    /// <summary>Rows from the best reconstructed to the worst, evenly over the order of their errors.</summary>
    public IReadOnlyList<int> FromBestToWorst(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _byError[PlaceOf(count == 1 ? 0.5 : (double)i / (count - 1))]).Distinct()];

    /// <summary>The worst reconstructed rows, the worst first.</summary>
    public IReadOnlyList<int> Worst(int count) => [.. Enumerable.Reverse(_byError).Take(count)];

    private int PlaceOf(double part) => (int)Math.Round(part * (Count - 1));

    private double ErrorOf(int row) => Error(Row(row), Reconstruction(row));

    /// <summary>‖x − x̂‖² over the values that are there.</summary>
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

    /// <summary>Rows whose code and reconstruction are numbers.</summary>
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
