using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Tests;

/// <summary>Generates docs/options.md from the option types and their documentation comments.</summary>
internal static class OptionsPage
{
    private static readonly (string Heading, string FirstOption)[] Parts =
    [
        ("The model", nameof(AutoencoderOptions.LatentDimension)),
        ("Training", nameof(AutoencoderOptions.Epochs)),
        ("The run", nameof(AutoencoderOptions.Seed)),
    ];

    private static readonly (string Heading, Type Base)[] Choices =
    [
        ("Kinds", typeof(AutoencoderKind)),
        ("Sparsities", typeof(Sparsity)),
        ("Corruptions", typeof(Corruption)),
        ("Reconstructions", typeof(ReconstructionLoss)),
        ("Auxiliary losses", typeof(AuxiliaryLoss)),
    ];

    private static readonly Type[] Enumerations =
    [
        typeof(Activation), typeof(Scaling), typeof(MissingValues), typeof(LatentOrder), typeof(LearningRateSchedule), typeof(SlotKind), typeof(AnomalyScore),
    ];

    /// <summary>Generates the page.</summary>
    public static string Generate()
    {
        var page = new StringBuilder("""
            # Options

            All properties of `AutoencoderFeaturesOptions`, of `AutoencoderAnomalyOptions`, and of the records that they accept. [Choosing](choosing.md) explains which of them matter,
            and [How it works](models.md) what they do. If an option is out of range, creating the estimator throws an exception that states the value
            and the valid range.

            This page is generated from the comments in the code, which editors also show. A test compares the two.

            ## Columns


            """);
        AddProperties(page, typeof(AutoencoderFeaturesOptions));
        foreach (PropertyInfo[] part in PartsOfOptions())
        {
            AddHeading(page, "##", Parts.Single(other => other.FirstOption == part[0].Name).Heading);
            AddDeclaredOptions(page, part);
        }

        AddDetectorOptions(page);
        foreach ((string heading, Type type) in Choices)
        {
            AddHeading(page, "##", heading);
            page.AppendLine(DocumentationComments.Of(type)).AppendLine();
            foreach (Type choice in type.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(attribute => attribute.DerivedType))
            {
                AddHeading(page, "###", choice.Name);
                page.AppendLine(DocumentationComments.Of(choice)).AppendLine();
                AddProperties(page, [.. PropertiesOf(type), .. PropertiesOf(choice)], Activator.CreateInstance(choice)!);
            }
        }

        AddSlotRanges(page);
        AddHeading(page, "##", "Enumerations");
        foreach (Type enumeration in Enumerations)
        {
            AddHeading(page, "###", enumeration.Name);
            AddValues(page, enumeration);
        }

        AddHeading(page, "##", "Engines");
        page.AppendLine(DocumentationComments.Of(typeof(ManagedEngine))).AppendLine();
        AddProperties(page, typeof(ManagedEngine));
        page.AppendLine("The other engine is `TorchSharpEngine`, in a separate package: see [Engines](engines.md).");
        return page.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The options that also exist for fits without ML.NET, divided into parts.</summary>
    private static IEnumerable<PropertyInfo[]> PartsOfOptions()
    {
        var part = new List<PropertyInfo>();
        foreach (PropertyInfo option in PropertiesOf(typeof(AutoencoderOptions)))
        {
            if (part.Count > 0 && Parts.Any(other => other.FirstOption == option.Name))
            {
                yield return [.. part];
                part.Clear();
            }

            part.Add(option);
        }

        yield return [.. part];
    }

    private static void AddDetectorOptions(StringBuilder page)
    {
        AddHeading(page, "##", "Anomaly detection");
        page.AppendLine("`AutoencoderAnomalyOptions` has the options of the model, the training and the run, and these:").AppendLine();
        AddProperties(
            page, [.. PropertiesOf(typeof(AutoencoderAnomalyOptions)), .. PropertiesOf(typeof(AnomalyDetectorOptions))], new AutoencoderAnomalyOptions());
        page.AppendLine(DocumentationComments.Of(typeof(AnomalyDetectorOptions))).AppendLine();
        page.AppendLine("| option | default of `AutoencoderFeaturesOptions` | default of `AutoencoderAnomalyOptions` |").AppendLine("|---|---|---|");
        AutoencoderOptions features = new(), anomalies = new AnomalyDetectorOptions();
        foreach (PropertyInfo property in PropertiesOf(typeof(AutoencoderOptions)).Where(property => !Equals(property.GetValue(features), property.GetValue(anomalies))))
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| `{property.Name}` | `{DefaultOf(property, features)}` | `{DetectorDefaultOf(property, anomalies)}` |");
        }

        page.AppendLine();
    }

    private static string DetectorDefaultOf(PropertyInfo property, AutoencoderOptions options) => property.GetValue(options) switch
    {
        Denoising { Corruption: MaskingNoise noise } => string.Create(
            CultureInfo.InvariantCulture, $"new Denoising {{ Corruption = new MaskingNoise {{ Probability = {noise.Probability}f }} }}"),
        _ => DefaultOf(property, options),
    };

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.SetMethod is { IsPublic: true })
            .OrderBy(property => property.MetadataToken);

    private static void AddHeading(StringBuilder page, string level, string text) =>
        page.AppendLine(CultureInfo.InvariantCulture, $"{level} {text}").AppendLine();

    /// <summary>Options with the default and the range that they are declared with.</summary>
    private static void AddDeclaredOptions(StringBuilder page, IEnumerable<PropertyInfo> properties)
    {
        var options = new AutoencoderOptions();
        page.AppendLine("| option | type | default | range | meaning |").AppendLine("|---|---|---|---|---|");
        foreach (PropertyInfo property in properties)
        {
            Option option = options.Declared.Single(option => option.Name == property.Name);
            page.AppendLine(
                CultureInfo.InvariantCulture,
                $"| `{option.Name}` | {TypeOf(property)} | `{DefaultOf(property, options)}` | {(property.PropertyType.IsEnum ? "" : option.Range)} | {Cell(property)} |");
        }

        page.AppendLine();
    }

    private static void AddProperties(StringBuilder page, Type type) =>
        AddProperties(page, [.. PropertiesOf(type)], Activator.CreateInstance(type)!);

    private static void AddProperties(StringBuilder page, IReadOnlyCollection<PropertyInfo> properties, object defaults)
    {
        if (properties.Count == 0)
        {
            return;
        }

        page.AppendLine("| option | type | default | meaning |").AppendLine("|---|---|---|---|");
        foreach (PropertyInfo property in properties)
        {
            string value = property.Name == nameof(AutoencoderFeaturesOptions.OutputColumnName) ? "required" : $"`{DefaultOf(property, defaults)}`";
            page.AppendLine(CultureInfo.InvariantCulture, $"| `{property.Name}` | {TypeOf(property)} | {value} | {Cell(property)} |");
        }

        page.AppendLine();
    }

    private static void AddSlotRanges(StringBuilder page)
    {
        AddHeading(page, "###", nameof(SlotRange));
        page.AppendLine(DocumentationComments.Of(typeof(SlotRange))).AppendLine();
        page.AppendLine("| factory method | meaning |").AppendLine("|---|---|");
        foreach (MethodInfo factory in typeof(SlotRange).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(SlotRange)).OrderBy(method => method.MetadataToken))
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| `SlotRange.{factory.Name}(start, count)` | {Cell(factory)} |");
        }

        page.AppendLine();
    }

    private static void AddValues(StringBuilder page, Type enumeration)
    {
        page.AppendLine(DocumentationComments.Of(enumeration)).AppendLine();
        page.AppendLine("| value | meaning |").AppendLine("|---|---|");
        foreach (string name in Enum.GetNames(enumeration))
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| `{name}` | {Cell(enumeration.GetField(name)!)} |");
        }

        page.AppendLine();
    }

    private static string Cell(MemberInfo member) => DocumentationComments.Of(member).Replace("|", @"\|", StringComparison.Ordinal);

    /// <summary>The default of an option in C# syntax.</summary>
    public static string DefaultOf(PropertyInfo property, object defaults) => property.GetValue(defaults) switch
    {
        null => "null",
        IReadOnlyList<int> list => $"[{string.Join(", ", list)}]",
        CancellationToken => "default",
        AutoencoderKind or ReconstructionLoss or Sparsity or Corruption => $"new {property.GetValue(defaults)!.GetType().Name}()",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        object value => value.ToString()!,
    };

    /// <summary>The type of an option in C# syntax, with a link if the page describes the type.</summary>
    private static string TypeOf(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        bool isNullable = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
        string name = $"`{NameOf(type)}{(isNullable ? "?" : string.Empty)}`";
        Type described = type.IsGenericType ? type.GetGenericArguments()[0] : type;
        string? heading = Enumerations.Contains(type) ? type.Name : Choices.SingleOrDefault(choice => choice.Base == described).Heading;
        return heading is null ? name : $"[{name}](#{heading.ToLowerInvariant().Replace(' ', '-')})";
    }

    private static string NameOf(Type type) => type switch
    {
        _ when type == typeof(int) => "int",
        _ when type == typeof(long) => "long",
        _ when type == typeof(float) => "float",
        _ when type == typeof(string) => "string",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
        _ => type.Name,
    };
}
