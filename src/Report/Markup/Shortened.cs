using System.Globalization;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Shortens names and labels to fit.</summary>
internal static class Shortened
{
    private const int LabelLength = 24;

    public static string ToLabel(string text) => To(text, LabelLength);

    /// <summary>Cuts the middle out of a long text, because related names differ at their ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The maximum number of characters, as readers count them.</param>
    public static string To(string text, int maxLength)
    {
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        if (starts.Length <= maxLength)
        {
            return text;
        }

        int tailLength = maxLength / 3;
        return text[..starts[maxLength - 1 - tailLength]] + "…" + text[starts[^tailLength]..];
    }
}
