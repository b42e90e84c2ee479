using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Everything that a report shows about a model and rows, before it is drawn.</summary>
internal sealed class DataFindings
{
    private const int MaxShownUnits = 24;

    private readonly RowSample _sample;
    private readonly float[] _codes;
    private readonly float[] _reconstructions;

    private DataFindings(AutoencoderModel model, RowSample sample, long unusable, IReadOnlyList<string> slotNames)
    {
        Model = model;
        _sample = sample;
        UnusableCount = unusable;
        _codes = model.Encode(sample.Values);
        _reconstructions = model.Decode(_codes);
        var errors = new RowErrors(model);
        Errors = ErrorsOf(isScaled: false, errors.Squared);
        RankedErrors = SlotsShareOneUnit(model) ? Errors : ErrorsOf(isScaled: true, errors.ScaledMean);
        Diagnostics = model.Diagnose(new InMemoryRows(sample.Values, model.InputDimension));
        Colors = RowColors.Of(sample.Labels);
        Fields = Field.Of(model, slotNames);
        UnitsByInformation =
        [
            .. Enumerable.Range(0, model.LatentDimension)
                .OrderByDescending(unit => model.Kind.Definition.HasDistribution ? Diagnostics.Units[unit].KlDivergence : Diagnostics.Units[unit].Influence),
        ];
        ShownUnits = [.. UnitsByInformation.Take(MaxShownUnits).Order()];
        LabelShares = Findings.LabelShares.Of(_codes, model.LatentDimension, Colors, ShownUnits);
    }

    public AutoencoderModel Model { get; }

    /// <summary>The number of rows in use.</summary>
    public int Count => _sample.Numbers.Length;

    /// <summary>The number of all rows, including those that were not drawn and those that cannot be encoded.</summary>
    public long RowCount => _sample.RowCount;

    /// <summary>The number of rows that were drawn but cannot be encoded.</summary>
    public long UnusableCount { get; }

    /// <summary>The errors in the units of the input.</summary>
    public ErrorList Errors { get; }

    /// <summary>
    /// The errors that decide which rows are reconstructed well: those in scaled units, unless they are proportional to <see cref="Errors"/>.
    /// </summary>
    public ErrorList RankedErrors { get; }

    public LatentDiagnostics Diagnostics { get; }

    /// <summary>Whether units fire for some rows only. In other kinds, a code of 0 says nothing.</summary>
    public bool HasSparseCodes => Model.Kind.Definition.HasDictionary && Diagnostics.L0 < Model.LatentDimension;

    public RowColors Colors { get; }

    /// <summary>The share of the variance of each of <see cref="ShownUnits"/> that the label explains, 0 to 1; empty if there are no labels.</summary>
    public IReadOnlyDictionary<int, double> LabelShares { get; }

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The latent units, the most informative first.</summary>
    public IReadOnlyList<int> UnitsByInformation { get; }

    /// <summary>The most informative units, as many as a reader can compare, in the order of the latent slots.</summary>
    public IReadOnlyList<int> ShownUnits { get; }

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

    private ErrorList ErrorsOf(bool isScaled, RowErrors.Error error) =>
        new(isScaled, [.. Enumerable.Range(0, Count).Select(row => error(Row(row), Reconstruction(row)))]);

    /// <summary>Whether the model scales all slots by one number, except those that were constant in the fit.</summary>
    private static bool SlotsShareOneUnit(AutoencoderModel model)
    {
        InputScaling scaling = model.Content.Scaling;
        bool areNumbers = model.Reconstruction.SlotsOf(model.InputDimension).All(range => range.Definition.IsContinuous);
        return scaling.IsIdentity
            || (areNumbers && scaling.Tails is null && scaling.Scales.ToArray().Where(scale => scale != 1).Distinct().Count() <= 1);
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
