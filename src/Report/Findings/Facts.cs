using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Reconstruction;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Facts about a model and its environment, as names and values.</summary>
internal static class Facts
{
    /// <summary>The settings that a model was fitted with, if it stores them.</summary>
    public static IEnumerable<(string Name, string Value)> OfModel(AutoencoderModel model)
    {
        yield return ("Network", $"{model.Architecture}, mirrored in the decoder");
        yield return ("Kind", Describe(JsonSerializer.SerializeToElement(model.Kind, KindJson.Kind)));
        yield return ("Reconstruction", Describe(model.Reconstruction, model.InputDimension));
        yield return ("Scaling", Describe(model.Content.Scaling));
        yield return ("Missing values", model.Content.Scaling.AllowsMissing ? "Mask: left out of the loss, filled in" : "SkipRow: rows are skipped");
        yield return ("Parameters", NumberText.Count(model.Content.Parameters.Values.Length));
        yield return ("Seed", FormattableString.Invariant($"{model.Seed}"));
    }

    /// <summary>What the latent units of a model do.</summary>
    public static IEnumerable<(string Name, string Value)> OfCode(DataFindings findings)
    {
        LatentDiagnostics diagnostics = findings.Diagnostics;
        int q = diagnostics.Units.Count;
        string Units(int count) => $"{NumberText.Count(count)} of {NumberText.Count(q)} ({NumberText.Percent((double)count / q)})";
        yield return ("Fraction of variance unexplained (FVU)", NumberText.Of(diagnostics.UnexplainedVariance));
        if (findings.HasSparseCodes)
        {
            yield return ("Units that fire per row (L0)", NumberText.Of(diagnostics.L0));
            yield return ("Dead units, which fire for no row", Units(diagnostics.DeadUnits));
            yield return ("Units that fire for fewer than 1 row in 1,000", Units(diagnostics.RareUnits));
        }

        yield return ("Units with a near duplicate (cosine above 0.9)", Units(diagnostics.DuplicateUnits));
        double[] shrinkage = [.. diagnostics.Units.Select(unit => unit.Shrinkage).OfType<double>().Order()];
        if (shrinkage is not [])
        {
            yield return ("Shrinkage of units (1: none), median", NumberText.Of(shrinkage[shrinkage.Length / 2]));
        }

        if (diagnostics.RelativeReconstructionBias is { } bias)
        {
            yield return ("Relative reconstruction bias (1: none)", NumberText.Of(bias));
        }
    }

    /// <summary>The versions that created the report, without the name of a machine, user or folder.</summary>
    public static IEnumerable<(string Name, string Value)> OfEnvironment()
    {
        Assembly library = typeof(AutoencoderModel).Assembly;
        string? version = library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        yield return ("Library", $"MLNet.Autoencoder {version ?? library.GetName().Version?.ToString()}");
        yield return ("Runtime", RuntimeInformation.FrameworkDescription);
    }

    private static string Describe(ReconstructionLoss reconstruction, int dimension)
    {
        if (reconstruction is not Mixed mixed)
        {
            return Describe(JsonSerializer.SerializeToElement(reconstruction, ReconstructionJson.Loss));
        }

        IReadOnlyList<SlotRange> slots = mixed.SlotsOf(dimension);
        string Slots(SlotKind kind, string thing) => NumberText.Count(slots.Where(range => range.Kind == kind).Sum(range => range.Count), thing);
        int groups = slots.Count(range => range.Kind == SlotKind.OneHot);
        return $"Mixed: {Slots(SlotKind.Continuous, "continuous slot")}, {Slots(SlotKind.Binary, "binary slot")}, "
            + $"{NumberText.Count(groups, "one-hot group")} with {Slots(SlotKind.OneHot, "slot")}; Variance "
            + (mixed.Variance is { } variance ? FormattableString.Invariant($"{variance}") : "calibrated");
    }

    private static string Describe(InputScaling scaling) => scaling switch
    {
        { IsIdentity: true } => "none",
        { Tails: { } tails } =>
            $"each slot shifted and divided by its own number, {NumberText.Count(tails.Slots.Count, "slot")} with heavy tails on an asinh scale before",
        _ when scaling.Scales.IndexOfAnyExcept(scaling.Scales[0]) < 0 => "each slot shifted, all divided by the same number",
        _ => "each slot shifted and divided by its own number",
    };

    /// <summary>The name and the properties of a record, as model files store them.</summary>
    private static string Describe(JsonElement record)
    {
        string type = record.GetProperty("type").GetString()!;
        string[] properties =
            [.. record.EnumerateObject().Where(property => property.Name != "type").Select(property => $"{property.Name} {Value(property)}")];
        return properties is [] ? type : $"{type}: {string.Join(", ", properties)}";
    }

    private static string Value(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Object => Describe(property.Value),
        JsonValueKind.Null => property.Name == nameof(Gaussian.Variance) ? "calibrated" : "default",
        JsonValueKind.Array or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.ToString(),
        var kind => throw new UnreachableException($"The property {property.Name} has the unknown kind {kind}."),
    };
}
