using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.ML;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>
/// What is compiled in ML.NET's place says what ML.NET says: the contract double, which stands in for the package on feeds that lack it,
/// and the seam's reference contract, which declares what the package hides.
/// </summary>
public sealed class ContractTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Real = [typeof(IDataView).Assembly, typeof(ITransformer).Assembly, typeof(MLContext).Assembly];

    [RealPackageFact]
    public void The_double_has_nothing_public_that_the_package_has_not()
    {
        var directory = Metadata("ContractDouble");
        var types = Load([directory], Directory.GetFiles(directory, "Microsoft.ML.*.dll")).SelectMany(a => a.GetExportedTypes());

        AssertAllReal(types, IsVisible, withAccess: true);
    }

    [RealPackageFact]
    public void The_double_has_everything_an_implementer_of_its_interfaces_must_write()
    {
        var directory = Metadata("ContractDouble");
        var types = Load([directory], Directory.GetFiles(directory, "Microsoft.ML.*.dll")).SelectMany(a => a.GetExportedTypes());
        string[] implemented = ["IDataView", "DataViewRow", "DataViewRowCursor", "ITransformer", "ICanSaveModel", "IRowToRowMapper", "IEstimator`1"];

        var doubled = types.Where(t => implemented.Contains(t.Name)).ToDictionary(t => t.FullName!);

        Assert.Equal(implemented.Length, doubled.Count);
        AssertNone(doubled.Values.SelectMany(type => Owed(RealType(type)!).Except(Owed(type)).Select(line => $"{type.FullName}: lacks {line}")));
    }

    [RealPackageFact]
    public void The_reference_contract_has_nothing_that_the_package_has_not()
    {
        string[] directories = [Metadata("SeamContract.Core"), Metadata("SeamContract.Data")];
        string[] files = [Path.Combine(directories[0], "Microsoft.ML.Core.dll"), Path.Combine(directories[1], "Microsoft.ML.Data.dll")];
        var types = Load(directories, files).SelectMany(a => a.GetExportedTypes());

        AssertAllReal(types, member => !IsPrivate(member), withAccess: false);
    }

    private static void AssertAllReal(IEnumerable<Type> types, Func<MemberInfo, bool> counts, bool withAccess)
    {
        var all = types.ToArray();
        Assert.NotEmpty(all);
        AssertNone(all.SelectMany(type => RealType(type) is { } real
            ? Lines(type, counts, withAccess).Except(Lines(real, _ => true, withAccess, inherited: true)).Select(line => $"{type.FullName}: {line}")
            : [$"{type.FullName}: no such type in {type.Assembly.GetName().Name}"]));
    }

    private static void AssertNone(IEnumerable<string> differences)
    {
        var found = differences.Order(StringComparer.Ordinal).ToArray();
        Assert.True(found.Length == 0, $"{found.Length} not as in the package:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    private static Type? RealType(Type type) =>
        Real.Single(a => a.GetName().Name == type.Assembly.GetName().Name).GetType(type.FullName!);

    private static string Metadata(string key) => Path.GetFullPath(typeof(ContractTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!);

    private static Assembly[] Load(string[] directories, string[] files)
    {
        var context = new Apart(directories);
        return Array.ConvertAll(files, context.LoadFromAssemblyPath);
    }

    /// <summary>The type itself and its members, each as text that is the same exactly where callers and compilers see the same.</summary>
    private static IEnumerable<string> Lines(Type type, Func<MemberInfo, bool> counts, bool withAccess, bool inherited = false)
    {
        yield return TypeLine(type, withAccess);
        foreach (var line in Heritage(type, onlyVisible: !inherited))
        {
            yield return line;
        }

        for (var declaring = type; declaring is not null; declaring = inherited ? declaring.BaseType : null)
        {
            foreach (var member in declaring.GetMembers(Declared).Where(m => m is MethodBase or FieldInfo && counts(m)))
            {
                // What a class overrides of Object is no statement of ML.NET's: it may be overridden on one side only.
                if (member is not MethodInfo { IsVirtual: true } method || method.GetBaseDefinition().DeclaringType != typeof(object))
                {
                    yield return (withAccess ? Access(member) + " " : "") + Signature(member);
                }
            }
        }
    }

    /// <summary>What the type can be converted to. The double may leave out steps of it.</summary>
    private static IEnumerable<string> Heritage(Type type, bool onlyVisible)
    {
        var bases = new List<Type>();
        for (var above = type.BaseType; above is not null; above = above.BaseType)
        {
            bases.Add(above);
        }

        return bases.Concat(type.GetInterfaces()).Where(t => t.IsVisible || !onlyVisible).Select(t => $"is a {Name(t)}");
    }

    /// <summary>What whoever implements the type or derives from it must write.</summary>
    private static IEnumerable<string> Owed(Type type) =>
        type.GetMembers(Declared).OfType<MethodInfo>().Where(m => m.IsAbstract).Select(Signature).Concat(Heritage(type, onlyVisible: true));

    private static bool IsVisible(MemberInfo member) => Access(member) is "public" or "protected";

    private static bool IsPrivate(MemberInfo member) => Access(member) == "private";

    private static string Access(MemberInfo member) => member switch
    {
        MethodBase { IsPublic: true } or FieldInfo { IsPublic: true } => "public",
        MethodBase { IsFamily: true } or MethodBase { IsFamilyOrAssembly: true } or FieldInfo { IsFamily: true } => "protected",
        MethodBase { IsPrivate: true } or FieldInfo { IsPrivate: true } => "private",
        _ => "internal",
    };

    private static string TypeLine(Type type, bool withAccess)
    {
        var kind = type.IsEnum ? "enum" : type.IsByRefLike ? "ref struct" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : "class";
        var modifiers = withAccess ? $"{(type.IsVisible ? "public " : "")}{(type.IsAbstract ? "abstract " : "")}{(type.IsSealed ? "sealed " : "")}" : "";
        return $"{modifiers}{kind}{Constraints(type.GetGenericArguments())}";
    }

    private static string Signature(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } field => $"const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{Static(field.IsStatic)}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}",
        ConstructorInfo constructor => $"{Static(constructor.IsStatic)}new({Parameters(constructor)})",
        MethodInfo method => $"{Static(method.IsStatic)}{(method.IsAbstract ? "abstract " : "")}{Name(method.ReturnType)} {method.Name}"
            + $"{(method.IsGenericMethod ? $"`{method.GetGenericArguments().Length}" : "")}({Parameters(method)}){Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}",
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "Not a method, constructor or field"),
    };

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(p =>
            $"{(p.IsOut ? "out " : p.IsIn ? "in " : "")}{(p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(p.ParameterType)} {p.Name}"
            + (p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "null"}" : "")));

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(a => a.IsGenericParameter).Select(a =>
        $" [{a.Name}: {string.Join(", ", a.GetGenericParameterConstraints().Select(Name).Prepend(a.GenericParameterAttributes.ToString()))}]"));

    /// <summary>The full name without assemblies, which on the two sides are never the same.</summary>
    private static string Name(Type type) =>
        type.HasElementType ? Name(type.GetElementType()!) + (type.IsByRef ? "&" : type.IsArray ? "[]" : "*")
        : type.IsGenericParameter ? type.Name
        : type.IsGenericType ? $"{type.Namespace}.{type.DeclaringType?.Name}.{type.Name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.FullName!;

    /// <summary>Keeps assemblies apart from those of the same name that the test itself runs on.</summary>
    private sealed class Apart(string[] directories) : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName) => directories
            .Select(directory => Path.Combine(directory, assemblyName.Name + ".dll"))
            .Where(File.Exists)
            .Select(LoadFromAssemblyPath)
            .FirstOrDefault();
    }
}
