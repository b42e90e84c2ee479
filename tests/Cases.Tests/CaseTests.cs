using System.Globalization;
using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests;

/// <summary>Programs that users could have written, each of which once showed a fault: they do what their authors would expect.</summary>
public sealed partial class CaseTests
{
    /// <summary>Whether a case is run here, or elsewhere.</summary>
    [CaseFact]
    public void Every_case_has_a_test()
    {
        // core-trimmed needs to be published, which the tests of packages do.
        string[] tested = ["anomaly-units", "checkpoint-unwritable", "constant-column", "core-trimmed", "low-memory", "naive-text", "onnx-onehot", "rare-rows"];

        Assert.Equal(tested, Directory.GetDirectories(Case.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [CaseFact]
    public void An_error_in_raw_units_that_one_slot_dominates_gives_a_warning()
    {
        string[] lines = Case.Run("anomaly-units");

        string warning = Assert.Single(lines, line => line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.Contains("slot 28", warning, StringComparison.Ordinal);
        Assert.Contains("ScaledReconstructionErrorColumnName", warning, StringComparison.Ordinal);
        Assert.Contains("NormalizeMeanVariance before: area under the ROC curve 1.000", lines);
    }

    [CaseFact]
    public void A_checkpoint_that_cannot_be_written_is_refused_before_the_first_epoch_and_a_failing_progress_leaves_one()
    {
        string[] lines = Case.Run("checkpoint-unwritable");

        Assert.StartsWith("the path: no model, after 0 epochs of 60: ArgumentException: CheckpointPath is '/proc/fit.checkpoint', but", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            "a progress that throws in epoch 40: no model, after 40 epochs of 60: ApplicationException: window closed; a checkpoint is there: True", lines[1]);
    }

    [CaseFact]
    public void A_code_does_not_depend_on_a_column_that_never_varied()
    {
        string[] lines = Case.Run("constant-column");

        foreach (IGrouping<string, string> kind in lines.GroupBy(line => line.Split(',')[0]))
        {
            Assert.Single(kind.Select(line => CodeAndAccuracy().Match(line).Value).Distinct());
            Assert.Equal(4, kind.Count());
        }
    }

    [CaseFact]
    public void A_table_larger_than_memory_is_fitted()
    {
        string line = Assert.Single(Case.Run("low-memory", ["800000"], heapLimit: 0x10000000));

        Assert.StartsWith("fit ok", line, StringComparison.Ordinal);
    }

    [CaseFact]
    public void A_fit_that_will_take_long_warns_before_the_first_epoch_ends()
    {
        string[] lines = Case.Run("naive-text");

        Assert.Matches("^warning: .*Training on [0-9]+ rows of .* takes about .*HiddenLayers", lines[0]);
    }

    [CaseFact]
    public void One_hot_and_key_columns_are_converted_to_ONNX() =>
        Assert.All(Case.Run("onnx-onehot"), line => Assert.EndsWith(": loads", line, StringComparison.Ordinal));

    [CaseFact]
    public void Rows_that_are_almost_always_equal_are_explained_as_well_as_by_principal_components()
    {
        string[] fits = [.. Case.Run("rare-rows").Where(line => line.StartsWith("   ", StringComparison.Ordinal))];

        Assert.Equal(7, fits.Length);
        Assert.All(fits, fit =>
        {
            Match explained = Explained().Match(fit);
            Assert.True(explained.Success, fit);
            Assert.True(Number(explained, "own") >= Number(explained, "components") - 0.03, fit);
        });
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("code .*, after")]
    private static partial Regex CodeAndAccuracy();

    [GeneratedRegex("explained (?<own>[-0-9.]+), as many principal components (?<components>[-0-9.]+);")]
    private static partial Regex Explained();
}
