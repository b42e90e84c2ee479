using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Autoencoder.Tests;

/// <summary>The static state of an assembly and its use of tasks, read from the assembly itself.</summary>
internal static class AssemblyHygiene
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly FrozenSet<Type> ImmutableTypes = FrozenSet.Create(
        typeof(string), typeof(Type), typeof(TimeSpan), typeof(FrozenDictionary<,>), typeof(FrozenSet<>), typeof(ImmutableArray<>),
        typeof(JsonSerializerOptions)); // Read-only after its first use.

    // Internal types: an option, whose default value a test of its own verifies to be immutable.
    private static readonly FrozenSet<string> ImmutableTypeNames = FrozenSet.Create("MLNet.Autoencoder.Training.Option", "MLNet.Autoencoder.Training.Option`1");

    /// <summary>Static fields that can be assigned or whose value is mutable, except those that the compiler generates for lambdas.</summary>
    public static IEnumerable<string> MutableStatics(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.FullName!.Contains('<', StringComparison.Ordinal)
        from field in type.GetFields(Declared | BindingFlags.Static)
        where !field.IsLiteral && !(field.IsInitOnly && (IsImmutable(field.FieldType) || IsOwnTable(field)))
        select $"{type.FullName}.{field.Name}: {field.FieldType}";

    /// <summary>
    /// Whether anything in the assembly creates or returns a task, whose exceptions could go unobserved. BannedSymbols.txt bans the type in the
    /// sources, but does not notice a call such as Stream.FlushAsync whose result is discarded.
    /// </summary>
    public static bool UsesTasks(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        return metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Any(type => metadata.StringComparer.Equals(type.Namespace, "System.Threading.Tasks"));
    }

    /// <summary>The serializer contexts are generated: they cache what they describe, which is always the same.</summary>
    private static bool IsImmutable(Type type) =>
        type.IsPrimitive || type.IsEnum || type.IsSubclassOf(typeof(Delegate)) || type.IsSubclassOf(typeof(JsonSerializerContext))
        || ImmutableTypes.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type)
        || ImmutableTypeNames.Contains((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!)
        || (type is { IsArray: false, IsInterface: false } && type != typeof(object) && HasImmutableParts(type));

    /// <summary>The fields of a struct can change only if the field that contains it can.</summary>
    private static bool HasImmutableParts(Type type)
    {
        for (Type? declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            if (!declaring.GetFields(Declared | BindingFlags.Instance).All(field => (field.IsInitOnly || type.IsValueType) && IsImmutable(field.FieldType)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A private array: only its own class could modify it, and a look at that class shows that it does not.</summary>
    private static bool IsOwnTable(FieldInfo field) => field.IsPrivate && field.FieldType.IsArray && IsImmutable(field.FieldType.GetElementType()!);
}
