using System.Globalization;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Names and labels of any length, cut to what there is room for.</summary>
internal static class Shortened
{
    private const int Label = 24;

    public static string ToLabel(string text) => To(text, Label);

    /// <summary>A text without its middle, if it is long: names that go together differ at their ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many characters, as readers count them, it may have.</param>
    public static string To(string text, int most)
    {
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        if (starts.Length <= most)
        {
            return text;
        }

        int behind = most / 3;
        return text[..starts[most - 1 - behind]] + "…" + text[starts[^behind]..];
    }
}
