using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.ML;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>The reference contract says of ML.NET's hidden members what ML.NET says itself.</summary>
public sealed class ReferenceContractTests
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [Theory]
    [InlineData("Core", typeof(ITransformer))]
    [InlineData("Data", typeof(TransformsCatalog))]
    public void Every_member_is_declared_as_in_the_assembly_it_stands_for(string contract, Type anchor)
    {
        var context = new AssemblyLoadContext("contract", isCollectible: true);
        context.Resolving += (_, name) => name.Name == "Microsoft.ML.Core" ? context.LoadFromAssemblyPath(PathOf("Core")) : null;
        try
        {
            var declared = context.LoadFromAssemblyPath(PathOf(contract)).GetExportedTypes().SelectMany(Describe).ToArray();
            var real = anchor.Assembly.GetTypes().SelectMany(Describe).ToHashSet();

            Assert.NotEmpty(declared);
            Assert.All(declared, member => Assert.Contains(member, real));
        }
        finally
        {
            context.Unload();
        }
    }

    private static string PathOf(string contract)
    {
        var pattern = typeof(ReferenceContractTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "ReferenceContract").Value!;
        return Path.GetFullPath(string.Format(CultureInfo.InvariantCulture, pattern, contract));
    }

    /// <summary>The type and those of its members that are not private, as text: the same text means the same to the runtime.</summary>
    private static IEnumerable<string> Describe(Type type) => type
        .GetMembers(Declared)
        .Where(member => member is not Type && !IsPrivate(member))
        .Select(member => $"{type.FullName} :: {Signature(member)}")
        .Append($"{type.FullName} is a {(type.IsValueType ? "struct" : type.IsInterface ? "interface" : "class")}");

    private static bool IsPrivate(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPrivate,
        FieldInfo field => field.IsPrivate,
        _ => false,
    };

    private static string Signature(MemberInfo member) => member switch
    {
        MethodInfo method => $"{method.ReturnType} {method.Name}({Parameters(method)})",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        FieldInfo { IsLiteral: true } constant => $"{constant.FieldType} {constant.Name} = {constant.GetRawConstantValue()}",
        _ => member.ToString()!,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType));
}
