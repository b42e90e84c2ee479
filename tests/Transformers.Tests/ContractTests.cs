using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.ML;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>The seam's reference contract, which declares what ML.NET hides, matches ML.NET.</summary>
public sealed class ContractTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Real = [typeof(IDataView).Assembly, typeof(ITransformer).Assembly, typeof(MLContext).Assembly];

    [Fact]
    public void The_reference_contract_declares_nothing_that_the_package_lacks()
    {
        string[] directories = [Metadata("SeamContract.Core"), Metadata("SeamContract.Data")];
        string[] files = [Path.Combine(directories[0], "Microsoft.ML.Core.dll"), Path.Combine(directories[1], "Microsoft.ML.Data.dll")];
        Type[] types = [.. Load(directories, files).SelectMany(assembly => assembly.GetExportedTypes())];

        Assert.NotEmpty(types);
        string[] missing = [.. types.SelectMany(NotInThePackage).Order(StringComparer.Ordinal)];
        Assert.True(missing.Length == 0, $"{missing.Length} not in the package:{Environment.NewLine}{string.Join(Environment.NewLine, missing)}");
    }

    private static IEnumerable<string> NotInThePackage(Type type) => RealType(type) is { } real
        ? LinesOfContract(type).Except(LinesOfPackage(real)).Select(line => $"{type.FullName}: {line}")
        : [$"{type.FullName}: no such type in {type.Assembly.GetName().Name}"];

    private static Type? RealType(Type type) =>
        Real.Single(a => a.GetName().Name == type.Assembly.GetName().Name).GetType(type.FullName!);

    private static string Metadata(string key) => Path.GetFullPath(typeof(ContractTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!);

    private static Assembly[] Load(string[] directories, string[] files)
    {
        var context = new IsolatedLoadContext(directories);
        return Array.ConvertAll(files, context.LoadFromAssemblyPath);
    }

    // What callers and compilers see of a type, as text that is equal if and only if they see the same.
    private static IEnumerable<string> LinesOfContract(Type type) =>
        [TypeLine(type), .. Heritage(type).Where(above => above.IsVisible).Select(Line), .. Members(type).Where(member => !IsPrivate(member)).Select(Signature)];

    private static IEnumerable<string> LinesOfPackage(Type type) =>
        [TypeLine(type), .. Heritage(type).Select(Line), .. BasesAndSelf(type).SelectMany(Members).Select(Signature)];

    /// <summary>What the type can be converted to. The contract may omit some of them.</summary>
    private static IEnumerable<Type> Heritage(Type type) => BasesAndSelf(type).Skip(1).Concat(type.GetInterfaces());

    private static string Line(Type above) => $"is a {Name(above)}";

    private static IEnumerable<Type> BasesAndSelf(Type type)
    {
        for (Type? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            yield return declaring;
        }
    }

    /// <summary>Methods, constructors and fields, except overrides of Object's methods, which may exist on one side only.</summary>
    private static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Declared).Where(member => member is MethodBase or FieldInfo
        && (member is not MethodInfo { IsVirtual: true } method || method.GetBaseDefinition().DeclaringType != typeof(object)));

    private static bool IsPrivate(MemberInfo member) => member is MethodBase { IsPrivate: true } or FieldInfo { IsPrivate: true };

    private static string TypeLine(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsByRefLike ? "ref struct" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : "class";
        return kind + Constraints(type.GetGenericArguments());
    }

    private static string Signature(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } field => $"const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{Static(field.IsStatic)}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}",
        ConstructorInfo constructor => $"{Static(constructor.IsStatic)}new({Parameters(constructor)})",
        MethodInfo method => $"{Static(method.IsStatic)}{(method.IsAbstract ? "abstract " : "")}{Name(method.ReturnType)} {method.Name}"
            + $"{(method.IsGenericMethod ? $"`{method.GetGenericArguments().Length}" : "")}({Parameters(method)}){Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}",
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "Not a method, constructor or field."),
    };

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(p =>
            $"{(p.IsOut ? "out " : p.IsIn ? "in " : "")}{(p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(p.ParameterType)} {p.Name}"
            + (p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "null"}" : "")));

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(a => a.IsGenericParameter).Select(a =>
        $" [{a.Name}: {string.Join(", ", a.GetGenericParameterConstraints().Select(Name).Prepend(a.GenericParameterAttributes.ToString()))}]"));

    /// <summary>The full name without assemblies, which always differ between the two sides.</summary>
    private static string Name(Type type) =>
        type.HasElementType ? Name(type.GetElementType()!) + (type.IsByRef ? "&" : type.IsArray ? "[]" : "*")
        : type.IsGenericParameter ? type.Name
        : type.IsGenericType ? $"{type.Namespace}.{type.DeclaringType?.Name}.{type.Name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.FullName!;

    /// <summary>Isolates assemblies from those of the same name that the test itself runs on.</summary>
    private sealed class IsolatedLoadContext(string[] directories) : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName) => directories
            .Select(directory => Path.Combine(directory, assemblyName.Name + ".dll"))
            .Where(File.Exists)
            .Select(LoadFromAssemblyPath)
            .FirstOrDefault();
    }
}
