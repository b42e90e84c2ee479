using Microsoft.ML;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// The columns of one row or cursor: those of the input, passed through, and the added ones, computed on request. Implements the
/// members of <see cref="DataViewRow"/> once, for both rows and cursors.
/// </summary>
/// <param name="input">The row of the input schema.</param>
/// <param name="bound">The transformer bound to that schema.</param>
/// <param name="active">The active columns of the output schema, by index.</param>
/// <param name="row">The same row as one to be scored; null if no added column is active, in which case the input columns need not be either.</param>
internal sealed class FeatureGetters(DataViewRow input, BoundColumns bound, bool[] active, ScoredRow? row)
{
    /// <summary>Reports that the row's values may have changed.</summary>
    public void Moved() => row?.Moved();

    /// <exception cref="InvalidOperationException">The column belongs to another schema.</exception>
    public bool IsActive(DataViewSchema.Column column)
    {
        bound.CheckIsOutput(column);
        return active[column.Index];
    }

    /// <exception cref="InvalidOperationException">The column is not active, or does not have that type.</exception>
    public ValueGetter<TValue> Get<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' is not active. Request it when you create the cursor or row.");
        }

        if (bound.GetterOf(column, row) is not { } getter)
        {
            return input.GetGetter<TValue>(bound.InputSchema[column.Index]);
        }

        return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' has type {bound.OutputSchema[column.Index].Type} and cannot be read as {typeof(TValue)}.");
    }
}
