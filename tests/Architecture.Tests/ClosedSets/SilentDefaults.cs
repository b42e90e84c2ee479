using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Finds switches over closed sets that would silently accept a new member.</summary>
internal static class SilentDefaults
{
    public static IEnumerable<Finding> In(SourceProject project) =>
        project.Files.SelectMany(file => InExpressions(file).Concat(InStatements(file)));

    /// <summary>A switch expression without a default throws by itself.</summary>
    private static IEnumerable<Finding> InExpressions(SourceFile file) =>
        from expression in file.Nodes<SwitchExpressionSyntax>()
        let set = ClosedSet.Of(file.Model.GetTypeInfo(expression.GoverningExpression).Type)
        where set is not null
        from arm in expression.Arms
        where arm.WhenClause is null && MatchesAll(arm.Pattern, set, file.Model) && arm.Expression is not ThrowExpressionSyntax
        select Finding.At(arm, $"The switch over {set.Name} has a default that does not throw: {Head(arm)}");

    private static IEnumerable<Finding> InStatements(SourceFile file) =>
        from statement in file.Nodes<SwitchStatementSyntax>()
        let set = ClosedSet.Of(file.Model.GetTypeInfo(statement.Expression).Type)
        where set is not null
        let section = statement.Sections.FirstOrDefault(section => section.Labels.Any(label => MatchesAll(label, set, file.Model)))
        where section is null || !Throws(section, file.Model)
        select section is null
            ? Finding.At(statement, $"The switch over {set.Name} has no default.")
            : Finding.At(section, $"The switch over {set.Name} has a default that does not throw: {Head(section)}");

    private static bool MatchesAll(SwitchLabelSyntax label, INamedTypeSymbol set, SemanticModel model) => label switch
    {
        DefaultSwitchLabelSyntax => true,
        CasePatternSwitchLabelSyntax { WhenClause: null } matched => MatchesAll(matched.Pattern, set, model),
        _ => false,
    };

    /// <summary>Whether a pattern matches every value except perhaps null: <c>_</c>, <c>var x</c>, <c>{ }</c>, <c>not null</c>, or the type of the set.</summary>
    private static bool MatchesAll(PatternSyntax pattern, INamedTypeSymbol set, SemanticModel model) => pattern switch
    {
        DiscardPatternSyntax or VarPatternSyntax => true,
        ParenthesizedPatternSyntax inner => MatchesAll(inner.Pattern, set, model),
        BinaryPatternSyntax { RawKind: (int)SyntaxKind.OrPattern } either =>
            MatchesAll(either.Left, set, model) || MatchesAll(either.Right, set, model),
        UnaryPatternSyntax { Pattern: ConstantPatternSyntax excluded } => excluded.Expression.IsKind(SyntaxKind.NullLiteralExpression),
        RecursivePatternSyntax { PropertyPatternClause.Subpatterns.Count: 0, PositionalPatternClause: null } any =>
            any.Type is null || IsSet(any.Type, set, model),
        DeclarationPatternSyntax declared => IsSet(declared.Type, set, model),
        TypePatternSyntax named => IsSet(named.Type, set, model),
        ConstantPatternSyntax named => IsSet(named.Expression, set, model),
        _ => false,
    };

    private static bool IsSet(ExpressionSyntax type, INamedTypeSymbol set, SemanticModel model) =>
        SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(type).Symbol, set);

    /// <summary>Whether every path through a section throws.</summary>
    private static bool Throws(SwitchSectionSyntax section, SemanticModel model) =>
        model.AnalyzeControlFlow(section.Statements.First(), section.Statements.Last()) is
            { Succeeded: true, EndPointIsReachable: false, ExitPoints: [], ReturnStatements: [] };

    private static string Head(SyntaxNode node) => node.ToString().Split('\n')[0].Trim();
}
