namespace MLNet.Autoencoder.Report.Markup;

/// <summary>The style sheet of the page: report.css in this folder, embedded in the assembly.</summary>
internal static class StyleSheet
{
    public static string Text()
    {
        using var reader = new StreamReader(typeof(StyleSheet).Assembly.GetManifestResourceStream("report.css")!);

        // A browser reads every line break as a line feed, and the page's policy contains the hash of what it reads.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
