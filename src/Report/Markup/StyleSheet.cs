namespace MLNet.Autoencoder.Report.Markup;

/// <summary>The style sheet of the page: report.css in this folder, embedded in the assembly.</summary>
internal static class StyleSheet
{
    public static string Text()
    {
        using var reader = new StreamReader(typeof(StyleSheet).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
