using System.Globalization;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder;

/// <summary>Warns of rows that a fit could not use.</summary>
internal static class SkippedRows
{
    /// <param name="history">The history of the fit.</param>
    /// <param name="options">Its options.</param>
    /// <param name="inputs">The columns that were read.</param>
    /// <param name="weightColumn">The column with the weights of the rows, if there is one.</param>
    /// <param name="holdsOut">Whether validation rows were held out of the rows, and not given.</param>
    /// <param name="channel">Where to write the warning.</param>
    public static void Warn(
        TrainingHistory history, AutoencoderOptions options, InputColumns inputs, string? weightColumn, bool holdsOut, IChannel channel)
    {
        if (history.SkippedRowCount > 0)
        {
            bool masks = options.MissingValues == MissingValues.Mask;
            string values = masks ? "infinite values, or no values at all," : "NaN or infinite values";
            string remedy = masks
                ? string.Empty
                : $" To learn from the other values of a row with a NaN, set {nameof(MissingValues)} = {nameof(MissingValues.Mask)}.";
            string weights = weightColumn is { } name ? $", or a NaN or infinite weight in column '{name}'" : string.Empty;
            long rows = history.RowCount + (holdsOut ? history.ValidationRowCount : 0) + history.SkippedRowCount;
            channel.Warning(
                MessageSensitivity.Schema,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{history.SkippedRowCount} of {rows} rows were left out of the fit because of {values} in {inputs}{weights}.{remedy}"));
        }
    }
}
