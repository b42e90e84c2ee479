namespace MLNet.Autoencoder.Report.Findings;

/// <summary>One pass over rows, one by one, with what a label says of each.</summary>
internal interface ILabelledReader : IDisposable
{
    /// <summary>The label of the row that was read last.</summary>
    RowLabel Label { get; }

    /// <summary>Reads the next row.</summary>
    /// <param name="row">Receives it, <c>[d]</c>.</param>
    /// <returns>Whether there was one.</returns>
    bool Read(Span<float> row);
}
