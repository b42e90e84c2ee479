using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>
/// The page's <see href="https://www.w3.org/TR/CSP3/">Content Security Policy</see>. A browser that enforces it runs no script, except for the page's own, and
/// loads nothing from anywhere, even if a name in the data were ever taken for markup.
/// </summary>
internal static class ContentPolicy
{
    /// <summary>
    /// The element of the policy; it applies to what follows it. Allowed are one style sheet and at most one script, by their hashes, and images within the page.
    /// </summary>
    /// <param name="styleSheet">The text of the page's only style sheet, with line feeds alone as browsers see it.</param>
    /// <param name="script">The text of the page's only script, likewise; <see langword="null"/> if it has none.</param>
    public static XElement Of(string styleSheet, string? script)
    {
        string scripts = script is null ? string.Empty : $" script-src {SourceOf(script)};";
        string policy = $"default-src 'none'; style-src {SourceOf(styleSheet)};{scripts} img-src data:; base-uri 'none'; form-action 'none'";
        return Html.Void("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", policy));
    }

    private static string SourceOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
