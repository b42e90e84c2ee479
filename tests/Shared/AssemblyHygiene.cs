using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace MLNet.Autoencoder.Tests;

/// <summary>What an assembly keeps and uses, read from the assembly itself.</summary>
internal static class AssemblyHygiene
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly FrozenSet<Type> ImmutableTypes = FrozenSet.Create(
        typeof(string), typeof(Type), typeof(TimeSpan), typeof(FrozenDictionary<,>), typeof(FrozenSet<>), typeof(ImmutableArray<>),
        typeof(JsonSerializerOptions)); // Read-only from its first use on.

    /// <summary>Static fields that can change, or whose value can. Those the compiler makes, for lambdas, are its own business.</summary>
    public static IEnumerable<string> MutableStatics(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.FullName!.Contains('<', StringComparison.Ordinal)
        from field in type.GetFields(Declared | BindingFlags.Static)
        where !field.IsLiteral && !(field.IsInitOnly && (IsImmutable(field.FieldType) || IsOwnTable(field)))
        select $"{type.FullName}.{field.Name}: {field.FieldType}";

    /// <summary>
    /// Whether anything in the assembly makes or returns a task, whose exceptions nobody may look at. BannedSymbols.txt keeps the word out of the
    /// sources, but not a call such as Stream.FlushAsync whose result is thrown away.
    /// </summary>
    public static bool UsesTasks(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        return metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Any(type => metadata.StringComparer.Equals(type.Namespace, "System.Threading.Tasks"));
    }

    private static bool IsImmutable(Type type) =>
        type.IsPrimitive || type.IsEnum || type.IsSubclassOf(typeof(Delegate))
        || ImmutableTypes.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type)
        || (type is { IsArray: false, IsInterface: false } && type != typeof(object) && HasImmutableParts(type));

    /// <summary>The fields of a struct change only with the field that holds it.</summary>
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

    /// <summary>An array that only its own class sees, which then is seen not to write it.</summary>
    private static bool IsOwnTable(FieldInfo field) => field.IsPrivate && field.FieldType.IsArray && IsImmutable(field.FieldType.GetElementType()!);
}
