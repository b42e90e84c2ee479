namespace MLNet.Autoencoder.Report.Markup;

/// <summary>The script that searches units: search.js in this folder, embedded in the assembly. Only pages with units contain it.</summary>
internal static class SearchScript
{
    /// <summary>The id of the element with the search box and the number of units found.</summary>
    public const string SearchId = "search";

    public static string Text()
    {
        using var reader = new StreamReader(typeof(SearchScript).Assembly.GetManifestResourceStream("search.js")!);

        // A browser reads every line break as a line feed, and the page's policy contains the hash of what it reads.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
