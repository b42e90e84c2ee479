using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// The columns of one row or cursor: those of the input, passed through, and the added ones, computed on request. Implements what
/// <see cref="DataViewRow"/> demands once, for both rows and cursors.
/// </summary>
/// <param name="input">The row of the input schema.</param>
/// <param name="bound">The transformer bound to that schema.</param>
/// <param name="active">The active columns of the output schema, by index.</param>
/// <param name="row">That row among those scored; null if none of the added columns is active: then the input columns need not be either.</param>
internal sealed class FeatureGetters(DataViewRow input, BoundFeatures bound, bool[] active, IScoredRow? row)
{
    /// <summary>The row may have other values now.</summary>
    public void Moved() => row?.Moved();

    /// <exception cref="InvalidOperationException">The column is of another schema.</exception>
    public bool IsActive(DataViewSchema.Column column)
    {
        bound.CheckIsOutput(column);
        return active[column.Index];
    }

    /// <exception cref="InvalidOperationException">The column is not active, or not of that type.</exception>
    public ValueGetter<TValue> Get<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' is not active; name it where the cursor or row is made.");
        }

        if (bound.AddedColumn(column) is not { } added)
        {
            return input.GetGetter<TValue>(bound.InputSchema[column.Index]);
        }

        return added.GetterOf(row!) as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' is of type {bound.OutputSchema[column.Index].Type}, which cannot be read as {typeof(TValue)}.");
    }
}
