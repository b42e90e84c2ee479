namespace MLNet.Autoencoder.Report.Findings;

/// <summary>One pass over rows and their labels.</summary>
internal interface ILabeledReader : IDisposable
{
    /// <summary>The label of the last row read.</summary>
    RowLabel Label { get; }

    /// <summary>Reads the next row.</summary>
    /// <param name="row">Receives the row, <c>[d]</c>.</param>
    /// <returns>Whether there was a row.</returns>
    bool Read(Span<float> row);
}
