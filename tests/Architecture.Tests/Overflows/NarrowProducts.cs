using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>
/// Finds products of 32 bits where an overflow would do harm: added to a pointer or indexing one, which leads outside of memory; as the size of an array;
/// or converted to 64 bits, where it is too late.
/// </summary>
internal static class NarrowProducts
{
    public static IEnumerable<Finding> In(SourceProject project) =>
        from file in project.Files
        from product in file.Nodes<BinaryExpressionSyntax>()
        where product.IsKind(SyntaxKind.MultiplyExpression) && IsNarrow(product, file.Model) && DependsOnData(product, file.Model)
        let whole = Whole(product, file.Model)
        let harm = HarmOf(whole, file.Model)
        where harm is not null
        select Finding.At(product, $"{harm}: {product}");

    private static bool IsNarrow(ExpressionSyntax expression, SemanticModel model) =>
        model.GetTypeInfo(expression).Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32;

    /// <summary>Constants, and static members such as the width of a vector, have values that are known to fit.</summary>
    private static bool DependsOnData(ExpressionSyntax expression, SemanticModel model) =>
        !model.GetConstantValue(expression).HasValue
        && expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name =>
            model.GetSymbolInfo(name).Symbol is ILocalSymbol { IsConst: false } or IParameterSymbol or IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false });

    /// <summary>The largest expression of 32 bits that the product is a term or factor of.</summary>
    private static ExpressionSyntax Whole(ExpressionSyntax expression, SemanticModel model) =>
        expression.Parent is ParenthesizedExpressionSyntax or BinaryExpressionSyntax && expression.Parent is ExpressionSyntax parent && IsNarrow(parent, model)
            ? Whole(parent, model)
            : expression;

    private static string? HarmOf(ExpressionSyntax whole, SemanticModel model)
    {
        TypeInfo type = model.GetTypeInfo(whole);
        return whole.Parent switch
        {
            CheckedExpressionSyntax => null,
            BinaryExpressionSyntax sum when model.GetTypeInfo(sum).Type is IPointerTypeSymbol => "A pointer is moved by a product of 32 bits",
            ArgumentSyntax { Parent.Parent: ElementAccessExpressionSyntax access } when model.GetTypeInfo(access.Expression).Type is IPointerTypeSymbol =>
                "A pointer is indexed by a product of 32 bits",
            ArrayRankSpecifierSyntax => "The size of an array is an unchecked product",
            CastExpressionSyntax cast when IsWide(model.GetTypeInfo(cast).Type) => "A product of 32 bits is converted to 64 too late",
            _ => IsWide(type.ConvertedType) ? "A product of 32 bits is converted to 64 too late" : null,
        };
    }

    private static bool IsWide(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr
        || type?.Name is "Int128" or "UInt128";
}
