using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>What a report shows, and how.</summary>
public sealed class ReportOptions
{
    /// <summary>The only home of the defaults.</summary>
    public static class Defaults
    {
        /// <summary>Default of <see cref="ReportOptions.Title"/>.</summary>
        public const string Title = "Autoencoder report";

        /// <summary>Default of <see cref="ReportOptions.MaximumRows"/>.</summary>
        public const int MaximumRows = 20_000;
    }

    /// <summary>The heading of the report.</summary>
    /// <value>The default is <c>Autoencoder report</c>.</value>
    public string Title { get; set; } = Defaults.Title;

    /// <summary>
    /// The column of the data view that colours the latent codes: a key, a text, a Boolean or a number; <see langword="null"/> for none. Whole
    /// numbers of ten different values at the most are taken for categories, as everything but numbers is.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? LabelColumnName { get; set; }

    /// <summary>
    /// The width, in pixels, of the images that rows are, one grey value a slot, line by line; a divisor of d. <see langword="null"/> where rows are
    /// no images: a row that is one cannot be told from one that is not.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? ImageWidth { get; set; }

    /// <summary>
    /// How many rows are looked at, 1 or more. Of more rows so many are drawn by chance, each as likely as the others, and the same ones every time;
    /// of very wide rows fewer, 2²⁴ values together. Latent units and explained variance are those of 20,000 of them at the most, drawn likewise.
    /// </summary>
    /// <value>The default is <c>20000</c>.</value>
    public int MaximumRows { get; set; } = Defaults.MaximumRows;

    /// <summary>Checks what does not depend on the model.</summary>
    /// <exception cref="ArgumentException">The title or the label column is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Title);
        if (LabelColumnName is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(LabelColumnName)} must be the name of a column, or null, but it is empty.");
        }

        if (ImageWidth is { } width)
        {
            Require.AtLeast(1, width, nameof(ImageWidth));
        }

        Require.AtLeast(1, MaximumRows, nameof(MaximumRows));
    }

    /// <summary>Checks the rest.</summary>
    /// <param name="dimension">d, the number of values in a row.</param>
    /// <exception cref="ArgumentException">The title or the label column is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Validate(int dimension)
    {
        Validate();
        if (ImageWidth is { } width && dimension % width != 0)
        {
            throw Require.OutOfRange(nameof(ImageWidth), width, $"a divisor of {dimension}, the number of values in a row");
        }
    }
}
