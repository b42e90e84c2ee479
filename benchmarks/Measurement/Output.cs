using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Prints text, the same in every culture.</summary>
internal static class Output
{
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static void Line(FormattableString text) => Console.WriteLine(Text(text));
}
