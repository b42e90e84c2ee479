namespace MLNet.Autoencoder.Numerics;

/// <summary>Consecutive rows of a matrix.</summary>
/// <param name="Start">The first row.</param>
/// <param name="Count">The number of rows.</param>
internal readonly record struct RowBlock(int Start, int Count)
{
    /// <summary>The values of the rows in a row-major matrix of some width.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> matrix, int width) => matrix.Slice(checked(Start * width), checked(Count * width));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, int)"/>
    public Span<float> Of(Span<float> matrix, int width) => matrix.Slice(checked(Start * width), checked(Count * width));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, int)"/>
    public Span<float> Of(float[] matrix, int width) => matrix.AsSpan(checked(Start * width), checked(Count * width));
}
