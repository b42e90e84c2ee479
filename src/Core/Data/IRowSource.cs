namespace MLNet.Autoencoder;

/// <summary>Training rows that can be read any number of times, from first to last.</summary>
public interface IRowSource
{
    /// <summary>d, the number of values in every row; 1 or more.</summary>
    int Dimension { get; }

    /// <summary>Whether rows come with weights; else all count alike.</summary>
    bool HasWeights => false;

    /// <summary>Starts one pass over the rows. Every pass gives the same rows in the same order.</summary>
    /// <returns>The pass, before its first row; disposed by who asked for it. Several may be open at once.</returns>
    IRowReader Open();
}

/// <summary>One pass over the rows of an <see cref="IRowSource"/>.</summary>
public interface IRowReader : IDisposable
{
    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">Receives whole rows one after the other, <c>[count, d]</c>; its length is a multiple of d. A NaN is a missing value.</param>
    /// <param name="weights">
    /// Receives the weight of each row, 0 or more, by which its loss is multiplied; one for each row there is room for, or empty where
    /// <see cref="IRowSource.HasWeights"/> says that there are none.
    /// </param>
    /// <returns>How many rows were read; less than there was room for only at the end of the pass, after which this is not called again.</returns>
    int Read(Span<float> rows, Span<float> weights);
}
