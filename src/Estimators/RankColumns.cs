using System.Globalization;
using System.Text;
using Microsoft.ML;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// Checks that the columns of all ranks mean the same. Ranks fit the estimators before the autoencoder to their own parts of the data: if each numbers the classes
/// or categories that it finds, the same number stands for different things.
/// </summary>
internal static class RankColumns
{
    private const int ShownValues = 10;

    /// <summary>Throws, on every rank, if the columns differ.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="inputs">The input columns.</param>
    /// <param name="label">The column of labels, if there is one.</param>
    /// <exception cref="InvalidOperationException">The columns differ.</exception>
    public static void ThrowIfDifferent(Ranks ranks, IReadOnlyList<DataViewSchema.Column> inputs, DataViewSchema.Column? label)
    {
        if (ranks.Size > 1)
        {
            ranks.ThrowIfDifferent(
                ("input columns", string.Join(", ", inputs.Select(column => $"'{column.Name}' ({column.Type})"))),
                ("names of slots", Describe(SlotNames.Texts(inputs))),
                ("label column", label is { } column ? $"'{column.Name}' ({column.Type})" : "missing"),
                ("key values of the label column, which MapValueToKey takes from its keyData", label is { } keys ? Describe(KeyNames.Of(keys)) : "missing"));
        }
    }

    /// <summary>The number of values, the first of them, and a hash of all.</summary>
    private static string Describe(string[] values)
    {
        string shown = string.Join(", ", values.Take(ShownValues));
        string hash = FitIdentity.Hash(Encoding.UTF8.GetBytes(string.Join('\n', values)));
        return string.Create(CultureInfo.InvariantCulture, $"{values.Length} ({shown}{(values.Length > ShownValues ? ", …" : string.Empty)}; hash {hash})");
    }
}
