namespace MLNet.Autoencoder.Rows;

/// <summary>The current row of a cursor, or a single row, among the rows that a model scores. One thread at a time, like a cursor.</summary>
internal interface IScoredRow
{
    /// <summary>The rows it is one of.</summary>
    ScoredRows Rows { get; }

    /// <summary>The row may have other values now.</summary>
    void Moved();

    /// <summary>Puts the current row among <see cref="Rows"/>, unless it is there already.</summary>
    /// <returns>Its index there.</returns>
    int Index();
}
