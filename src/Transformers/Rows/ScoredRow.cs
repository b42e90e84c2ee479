namespace MLNet.Autoencoder.Rows;

/// <summary>The current row of a cursor, or a single row, among the rows that a model scores. For one thread at a time, like a cursor.</summary>
/// <param name="rows">The rows that it belongs to.</param>
internal abstract class ScoredRow(RowValues rows)
{
    /// <summary>The rows that it belongs to.</summary>
    public RowValues Rows { get; } = rows;

    /// <summary>Reports that the row's values may have changed.</summary>
    public abstract void Moved();

    /// <summary>Adds the current row to <see cref="Rows"/>, unless it is already there.</summary>
    /// <returns>Its index there.</returns>
    public abstract int Index();
}
