using System.Globalization;

namespace MLNet.Autoencoder.Data;

/// <summary>Readers may be anybody's, so what they return is checked.</summary>
internal static class RowReaders
{
    /// <summary>Starts a pass.</summary>
    /// <exception cref="InvalidOperationException">The source returned no reader.</exception>
    public static IRowReader OpenChecked(this IRowSource source) =>
        source.Open() ?? throw new InvalidOperationException($"{source.GetType().Name}.{nameof(source.Open)} returned null. Return a reader of the rows.");

    /// <summary>Reads the next rows, with their labels if there is memory for them.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="rows">Receives whole rows.</param>
    /// <param name="weights">Receives the weight of each row.</param>
    /// <param name="labels">Receives the label of each row.</param>
    /// <param name="capacity">The number of rows that <paramref name="rows"/> can hold.</param>
    /// <returns>The number of rows read, from 0 to <paramref name="capacity"/>.</returns>
    /// <exception cref="InvalidOperationException">The reader returned another number.</exception>
    public static int ReadChecked(this IRowReader reader, Span<float> rows, Span<float> weights, Span<float> labels, int capacity)
    {
        int count = labels.IsEmpty ? reader.Read(rows, weights) : reader.Read(rows, weights, labels);
        return (uint)count <= (uint)capacity ? count : throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"{reader.GetType().Name}.{nameof(reader.Read)} returned {count}, but it was given memory for {capacity} rows. Return the number of rows read, 0 at the end."));
    }
}
