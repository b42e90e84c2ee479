namespace MLNet.Autoencoder.Rows;

/// <summary>The current row of a cursor, or a single row, among the rows that a model scores. For one thread at a time, like a cursor.</summary>
internal interface IScoredRow
{
    /// <summary>The rows that it belongs to.</summary>
    ScoredRows Rows { get; }

    /// <summary>Reports that the row's values may have changed.</summary>
    void Moved();

    /// <summary>Adds the current row to <see cref="Rows"/>, unless it is already there.</summary>
    /// <returns>Its index there.</returns>
    int Index();
}
