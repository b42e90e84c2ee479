using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>Options of a report on latent units.</summary>
public class UnitReportOptions
{
    /// <summary>The defaults of the options.</summary>
    public static class Defaults
    {
        /// <summary>The default of <see cref="UnitReportOptions.MaxUnits"/>.</summary>
        public const int MaxUnits = 256;

        /// <summary>The default of <see cref="UnitReportOptions.TopRows"/>.</summary>
        public const int TopRows = 10;

        /// <summary>The default of <see cref="UnitReportOptions.WeakRows"/>.</summary>
        public const int WeakRows = 5;

        /// <summary>The default of <see cref="UnitReportOptions.Slots"/>.</summary>
        public const int Slots = 10;

        /// <summary>The default of <see cref="UnitReportOptions.RelatedUnits"/>.</summary>
        public const int RelatedUnits = 5;

        /// <summary>The default of <see cref="UnitReportOptions.MaxRows"/>.</summary>
        public const int MaxRows = 20_000;
    }

    /// <summary>Creates options with their defaults.</summary>
    public UnitReportOptions()
    {
    }

    /// <summary>Copies options.</summary>
    internal UnitReportOptions(UnitReportOptions other)
    {
        Units = other.Units;
        MaxUnits = other.MaxUnits;
        TopRows = other.TopRows;
        WeakRows = other.WeakRows;
        Slots = other.Slots;
        RelatedUnits = other.RelatedUnits;
        MaxRows = other.MaxRows;
        Downstream = other.Downstream;
    }

    /// <summary>
    /// The units to explain, each 0 to q − 1 and named once. <see langword="null"/> for the units that fire, those first that move the reconstruction most
    /// over all rows, up to <see cref="MaxUnits"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<int>? Units { get; set; }

    /// <summary>The maximum number of units to explain if <see cref="Units"/> is <see langword="null"/>; 1 or more.</summary>
    /// <value>The default is <c>256</c>.</value>
    public int MaxUnits { get; set; } = Defaults.MaxUnits;

    /// <summary>The maximum number of rows to list per unit among those that fire it most; 0 or more.</summary>
    /// <value>The default is <c>10</c>.</value>
    public int TopRows { get; set; } = Defaults.TopRows;

    /// <summary>
    /// The maximum number of rows to list per unit among those that fire it weakly; 0 or more. They are a random sample of the rows in the lowest quarter of its
    /// activations, the same one every time.
    /// </summary>
    /// <value>The default is <c>5</c>.</value>
    public int WeakRows { get; set; } = Defaults.WeakRows;

    /// <summary>The maximum number of slots to list per unit among those that change most when it is switched off; 0 or more.</summary>
    /// <value>The default is <c>10</c>.</value>
    public int Slots { get; set; } = Defaults.Slots;

    /// <summary>The maximum number of related units to list per unit, for each of the two relations; 0 or more.</summary>
    /// <value>The default is <c>5</c>.</value>
    public int RelatedUnits { get; set; } = Defaults.RelatedUnits;

    /// <summary>
    /// The maximum number of rows to use, 1 or more. If there are more, a uniform random sample of that size is drawn, the same one every time. Very wide rows are
    /// limited to 2²⁸ values in total.
    /// </summary>
    /// <value>The default is <c>20000</c>.</value>
    public int MaxRows { get; set; } = Defaults.MaxRows;

    /// <summary>
    /// A function of codes whose changes to report when a unit is switched off, such as the scores of a classifier on latent features. It receives n codes,
    /// <c>[n, q]</c>, and returns the scores of each, <c>[n, s]</c>, where s is the same in every call. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public Func<float[], float[]>? Downstream { get; set; }

    /// <summary>Checks all options.</summary>
    /// <param name="latentDimension">q.</param>
    /// <exception cref="ArgumentException">A unit is named more than once.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Validate(int latentDimension)
    {
        Require.AtLeast(1, MaxUnits, nameof(MaxUnits));
        Require.AtLeast(0, TopRows, nameof(TopRows));
        Require.AtLeast(0, WeakRows, nameof(WeakRows));
        Require.AtLeast(0, Slots, nameof(Slots));
        Require.AtLeast(0, RelatedUnits, nameof(RelatedUnits));
        Require.AtLeast(1, MaxRows, nameof(MaxRows));
        var named = new HashSet<int>();
        foreach (int unit in Units ?? [])
        {
            if (unit < 0 || unit >= latentDimension)
            {
                throw Require.OutOfRange(nameof(Units), unit, $"0 to {latentDimension - 1} for each unit");
            }

            if (!named.Add(unit))
            {
                throw new ArgumentException($"{nameof(Units)} contains unit {unit} more than once. Name each unit once.");
            }
        }
    }
}
