namespace MLNet.Autoencoder.Report.Markup;

/// <summary>How pages look: report.css beside this file, which is part of the assembly.</summary>
internal static class StyleSheet
{
    public static string Text()
    {
        using var reader = new StreamReader(typeof(StyleSheet).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
