namespace MLNet.Autoencoder;

/// <summary>Training rows that can be read any number of times, from first to last.</summary>
public interface IRowSource
{
    /// <summary>d, the number of values in every row; 1 or more.</summary>
    int Dimension { get; }

    /// <summary>Whether rows have weights. Otherwise all rows count equally.</summary>
    bool HasWeights => false;

    /// <summary>What the labels of rows are; <see langword="null"/> if rows have none.</summary>
    LabelKind? Labels => null;

    /// <summary>Starts a pass over the rows. Every pass returns the same rows in the same order.</summary>
    /// <returns>The pass, positioned before the first row. The caller disposes it. Several may be open at once.</returns>
    IRowReader Open();
}

/// <summary>One pass over the rows of an <see cref="IRowSource"/>.</summary>
public interface IRowReader : IDisposable
{
    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">Receives whole rows, <c>[count, d]</c>; its length is a multiple of d. NaN is a missing value.</param>
    /// <param name="weights">
    /// Receives the weight of each row, a factor of 0 or more on its loss. Has one element per row that <paramref name="rows"/> can hold; empty if
    /// <see cref="IRowSource.HasWeights"/> is <see langword="false"/>.
    /// </param>
    /// <returns>
    /// The number of rows read. It is less than <paramref name="rows"/> can hold only at the end of the pass; then this method is not called again.
    /// </returns>
    int Read(Span<float> rows, Span<float> weights);

    /// <summary>Reads the next rows with their labels. Called instead of <see cref="Read(Span{float}, Span{float})"/> if <see cref="IRowSource.Labels"/> is set.</summary>
    /// <param name="rows">Receives whole rows.</param>
    /// <param name="weights">Receives the weight of each row.</param>
    /// <param name="labels">
    /// Receives the label of each row: the number of its class, from 0 to 16,777,215, or the number to predict; NaN if it is missing. Has one element per
    /// row that <paramref name="rows"/> can hold.
    /// </param>
    /// <returns>The number of rows read.</returns>
    /// <exception cref="NotSupportedException">The reader has no labels.</exception>
    int Read(Span<float> rows, Span<float> weights, Span<float> labels) => throw new NotSupportedException(
        $"{GetType().Name} does not read labels. Implement this method, or leave {nameof(IRowSource)}.{nameof(IRowSource.Labels)} null.");
}
