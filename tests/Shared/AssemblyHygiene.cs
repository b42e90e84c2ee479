using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace MLNet.Autoencoder.Tests;

/// <summary>What an assembly keeps and reaches for, read from the assembly itself.</summary>
internal static class AssemblyHygiene
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly FrozenSet<Type> ImmutableTypes = FrozenSet.Create(
        typeof(string), typeof(Type), typeof(TimeSpan), typeof(FrozenDictionary<,>), typeof(FrozenSet<>), typeof(ImmutableArray<>),
        typeof(JsonSerializerOptions)); // Read-only from its first use on.

    /// <summary>Sockets and the like; tasks, whose exceptions nobody may look at; threads, processes and files of which nobody was told.</summary>
    private static readonly FrozenSet<string> Unwanted = FrozenSet.Create(
        "System.Net", "System.Threading.Tasks", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Diagnostics.Process",
        "System.IO.Path.GetTempPath", "System.IO.Path.GetTempFileName", "System.IO.Directory.CreateTempSubdirectory");

    /// <summary>Static fields that can change, or whose value can. Those the compiler makes, for lambdas, are its own business.</summary>
    public static IEnumerable<string> MutableStatics(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.FullName!.Contains('<', StringComparison.Ordinal)
        from field in type.GetFields(Declared | BindingFlags.Static)
        where !field.IsLiteral && !(field.IsInitOnly && (IsImmutable(field.FieldType) || IsOwnTable(field)))
        select $"{type.FullName}.{field.Name}: {field.FieldType}";

    /// <summary>Types and members of the runtime's that the assembly names and should do without.</summary>
    public static IEnumerable<string> UnwantedReferences(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        string NameOf(TypeReference type) => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
        IEnumerable<string> types = metadata.TypeReferences.Select(metadata.GetTypeReference).Select(NameOf);
        IEnumerable<string> members = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{NameOf(metadata.GetTypeReference((TypeReferenceHandle)member.Parent))}.{metadata.GetString(member.Name)}");
        return [.. types.Concat(members).Where(name => Unwanted.Any(unwanted => name == unwanted || name.StartsWith(unwanted + ".", StringComparison.Ordinal)))];
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
