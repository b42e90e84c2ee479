using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Finds exceptions and warnings whose text is the same whatever was given: without a value in it, a user cannot tell what was wrong.</summary>
internal static class BareMessages
{
    public static IEnumerable<Finding> In(SourceProject project) =>
        from file in project.Files
        from node in file.Root.DescendantNodes()
        let message = MessageIn(node, file.Model)
        where message is not null && !HasValue(message, file.Model)
        select Finding.At(node, $"says the same whatever was given: {message.ToString().Split('\n')[0].Trim()}");

    /// <summary>
    /// The text of an exception that is created, or of a warning that is sent; <see langword="null"/> for other nodes. A cancellation has nothing to report, and
    /// the runtime appends an actual value to the message itself.
    /// </summary>
    private static ExpressionSyntax? MessageIn(SyntaxNode node, SemanticModel model) => node switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList: { } list } created
            when IsException(model.GetTypeInfo(created).Type) && Argument(created, list, "actualValue", model) is null => Argument(created, list, "message", model),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Warn" or "Warning" } } call =>
            Argument(call, call.ArgumentList, "message", model) ?? Argument(call, call.ArgumentList, "msg", model) ?? Argument(call, call.ArgumentList, "fmt", model),
        _ => null,
    };

    private static ExpressionSyntax? Argument(ExpressionSyntax call, ArgumentListSyntax arguments, string name, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        int index = method.Parameters.Select(parameter => parameter.Name).ToList().IndexOf(name);
        return arguments.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.Text == name)?.Expression
            ?? arguments.Arguments.Where(argument => argument.NameColon is null).ElementAtOrDefault(index < 0 ? int.MaxValue : index)?.Expression;
    }

    private static bool IsException(ITypeSymbol? type)
    {
        for (; type is not null && type.Name != nameof(OperationCanceledException); type = type.BaseType)
        {
            if (type.Name == nameof(Exception) && type.ContainingNamespace.Name == nameof(System))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any part of a text is not known at compile time. An option's name is, so it does not count.</summary>
    private static bool HasValue(ExpressionSyntax text, SemanticModel model) => text switch
    {
        _ when model.GetConstantValue(text).HasValue => false,
        ParenthesizedExpressionSyntax inner => HasValue(inner.Expression, model),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => HasValue(sum.Left, model) || HasValue(sum.Right, model),
        InterpolatedStringExpressionSyntax interpolated => interpolated.Contents.OfType<InterpolationSyntax>().Any(hole => HasValue(hole.Expression, model)),
        _ => true,
    };
}
