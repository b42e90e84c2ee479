using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>Options of a report.</summary>
public sealed class ReportOptions
{
    /// <summary>The defaults of the options.</summary>
    public static class Defaults
    {
        /// <summary>The default of <see cref="ReportOptions.Title"/>.</summary>
        public const string Title = "Autoencoder report";

        /// <summary>The default of <see cref="ReportOptions.MaximumRows"/>.</summary>
        public const int MaximumRows = 20_000;
    }

    /// <summary>The heading of the report.</summary>
    /// <value>The default is <c>Autoencoder report</c>.</value>
    public string Title { get; set; } = Defaults.Title;

    /// <summary>
    /// The column of the data view that colors the latent codes: a key, text, a Boolean or a number; <see langword="null"/> for none. Everything but
    /// numbers counts as categories, and so do whole numbers with at most ten different values. For an anomaly detector, the column that tells which rows are
    /// anomalous: a Boolean, a number other than 0, or the second of two keys.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? LabelColumnName { get; set; }

    /// <summary>
    /// The width in pixels if rows are images with one gray value per slot, line by line: a divisor of d. <see langword="null"/> if rows are not
    /// images. The report cannot tell from the values.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? ImageWidth { get; set; }

    /// <summary>
    /// The maximum number of rows to use, 1 or more. If there are more, a uniform random sample of that size is drawn, the same one every time.
    /// Very wide rows are limited to 2²⁴ values in total. Latent units and explained variance are computed from a random sample of at most 20,000 of
    /// these rows.
    /// </summary>
    /// <value>The default is <c>20000</c>.</value>
    public int MaximumRows { get; set; } = Defaults.MaximumRows;

    /// <summary>
    /// Explanations of units to add as a section, which can be searched for the text of their rows and slots; <see langword="null"/> for none.
    /// <c>transformer.Explain</c> and <c>model.Explain</c> create them.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public UnitReport? Units { get; set; }

    /// <summary>Checks the options that do not depend on the model.</summary>
    /// <exception cref="ArgumentException">The title or the label column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Title);
        if (LabelColumnName is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(LabelColumnName)} is '{LabelColumnName}', but must be the name of a column, or null for none.");
        }

        if (ImageWidth is { } width)
        {
            Require.AtLeast(1, width, nameof(ImageWidth));
        }

        Require.AtLeast(1, MaximumRows, nameof(MaximumRows));
    }

    /// <summary>Checks all options.</summary>
    /// <param name="dimension">d, the number of values in a row.</param>
    /// <exception cref="ArgumentException">The title or the label column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Validate(int dimension)
    {
        Validate();
        if (ImageWidth is { } width && dimension % width != 0)
        {
            throw Require.OutOfRange(nameof(ImageWidth), width, $"a divisor of {dimension}, the number of values in a row");
        }
    }
}
