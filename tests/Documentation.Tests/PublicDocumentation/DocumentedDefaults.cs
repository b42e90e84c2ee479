using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests;

/// <summary>Checks that the documentation of every option states its actual default.</summary>
internal static class DocumentedDefaults
{
    /// <summary>The options whose documented default differs from the value in a new object.</summary>
    public static IEnumerable<string> MisstatedIn(Assembly library)
    {
        Dictionary<string, string> stated = XDocument.Load(Path.ChangeExtension(library.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => TextOf(member.Element("value")));
        return from type in library.GetExportedTypes()
               where type.IsClass && type.GetConstructor([]) is not null && !type.IsDefined(typeof(RequiredMemberAttribute))
               let instance = Activator.CreateInstance(type)
               from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
               where property.SetMethod is { IsPublic: true }
               let expected = $"The default is {Written(property.GetValue(instance))}"
               let text = stated.GetValueOrDefault($"P:{type.FullName!.Replace('+', '.')}.{property.Name}", string.Empty)
               where text != $"{expected}." && !text.StartsWith($"{expected}, ", StringComparison.Ordinal)
               select $"{type.Name}.{property.Name} should have <value>{expected}.</value>, but it has <value>{text}</value>";
    }

    private static string TextOf(XElement? value) => value is null ? string.Empty : string.Concat(value.Nodes().Select(node => node switch
    {
        XElement element => element.Attribute("langword")?.Value ?? element.Attribute("cref")?.Value.Split('.')[^1] ?? element.Value,
        _ => node.ToString(),
    }));

    private static string Written(object? value) => value switch
    {
        null => "null",
        CancellationToken => nameof(CancellationToken.None),
        IReadOnlyList<int> list => $"[{string.Join(", ", list)}]",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        _ => $"new {value.GetType().Name}()",
    };
}
