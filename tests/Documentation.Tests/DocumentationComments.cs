using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests;

/// <summary>The documentation comments of the libraries as Markdown: the summary, and for properties also the remarks.</summary>
internal static partial class DocumentationComments
{
    private static readonly Dictionary<string, XElement> Members = new[] { typeof(AutoencoderModel), typeof(AutoencoderFeaturesOptions) }
        .SelectMany(type => XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member"))
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The comment of a type, property, field or method.</summary>
    public static string Of(MemberInfo member)
    {
        XElement comment = Members[IdOf(member)];
        string?[] parts = [Text(comment.Element("summary")!, member), member is PropertyInfo ? Text(comment.Element("remarks"), member) : null];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private static string IdOf(MemberInfo member) => member switch
    {
        Type type => $"T:{type.FullName}",
        PropertyInfo property => $"P:{property.DeclaringType!.FullName}.{property.Name}",
        FieldInfo field => $"F:{field.DeclaringType!.FullName}.{field.Name}",
        MethodInfo method => $"M:{method.DeclaringType!.FullName}.{method.Name}({string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType))})",
        _ => throw new NotSupportedException($"{member}"),
    };

    private static string? Text(XElement? comment, MemberInfo member) =>
        comment is null ? null : Space().Replace(string.Concat(comment.Nodes().Select(node => Text(node, member))), " ").Trim();

    private static string Text(XNode node, MemberInfo member) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "para" } paragraph => string.Concat(paragraph.Nodes().Select(part => Text(part, member))),
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("href") is { } address => $"[{see.Value}]({address.Value})",
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } other => $"`{Short(other.Value, member)}`",
        _ => throw new NotSupportedException($"The comment of {member.Name} contains an unsupported element: {node}"),
    };

    /// <summary>The name of a type or member. Members of other types are qualified with the name of the type, except options.</summary>
    private static string Short(string id, MemberInfo member)
    {
        string[] names = id.Split('(')[0].Split('.');
        bool isOwn = names[^2] == (member as Type ?? member.DeclaringType)!.Name || names[^2].EndsWith("Options", StringComparison.Ordinal);
        return id.StartsWith("T:", StringComparison.Ordinal) || isOwn ? names[^1] : $"{names[^2]}.{names[^1]}";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
