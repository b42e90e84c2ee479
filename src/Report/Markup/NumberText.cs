using System.Globalization;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Formats numbers for readers, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>A value with about three significant digits; a whole number without decimals.</summary>
    public static string Of(double value) => Math.Abs(value) switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => value > 0 ? "∞" : "−∞",
        0 => "0",
        >= 1e6 or < 1e-4 => Exponent(value),
        >= 100 => Format(value, "#,0"),
        _ when Math.Round(value) == value => Format(value, "0"),
        >= 10 => Format(value, "0.0"),
        >= 1 => Format(value, "0.00"),
        >= 0.1 => Format(value, "0.000"),
        >= 0.01 => Format(value, "0.####"),
        _ => Format(value, "0.#####"),
    };

    /// <summary>A multiple of a step, with enough digits to distinguish it from the next multiple.</summary>
    public static string OfMultiple(double value, double step)
    {
        int digits = Math.Max(0, -PowerOfTen(step));
        return Math.Max(Math.Abs(value), step) is >= 1e6 or < 1e-4 || digits > 6
            ? (value == 0 ? "0" : Exponent(value, Math.Max(2, PowerOfTen(Math.Abs(value)) - PowerOfTen(step))))
            : Format(value, digits == 0 ? "#,0" : "0." + new string('0', digits));
    }

    public static string Count(long count) => Format(count, "#,0");

    /// <summary>A number of things, such as <c>1 row</c> or <c>2,000 rows</c>.</summary>
    public static string Count(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? string.Empty : "s")}";

    /// <summary>A fraction of at most 1 in percent; a dash for NaN.</summary>
    public static string Percent(double fraction) => Math.Round(100 * fraction, 1) switch
    {
        double.NaN => "–",
        < -1e6 => Of(100 * fraction) + "%",
        var percent => Format(percent + 0, "0.#") + "%", // The sum of −0 and 0 is 0.
    };

    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 1 => Format(duration.TotalMilliseconds, "0") + "\u00A0ms",
        < 60 => Format(duration.TotalSeconds, "0.0") + "\u00A0s",
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}\u00A0min {duration.Seconds}\u00A0s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours}\u00A0h {duration.Minutes}\u00A0min"),
    };

    private static int PowerOfTen(double value) => (int)Math.Floor(Math.Log10(value) + 1e-9);

    private static string Exponent(double value, int digits = 2) => Format(value, $"0.{new string('#', digits)}e0");

    /// <summary>Formats with a minus sign that is as wide as a plus sign.</summary>
    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
}
