using MLNet.Autoencoder.Core.Tests.Training;

namespace MLNet.Autoencoder.Core.Tests.Communication;

/// <summary>Fits by ranks that are threads.</summary>
internal static class RankFits
{
    /// <summary>Options for a short fit with everything that ranks exchange.</summary>
    public static AutoencoderOptions Options(AutoencoderKind? kind = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.ValidationFraction, options.Engine) = (kind ?? new Variational(), 0.2f, new ManagedEngine { NumberOfThreads = 1 });
        return options;
    }

    /// <summary>Divides rows into consecutive parts.</summary>
    public static InMemoryRows Part(float[] rows, int d, int[] counts, int rank, float[]? weights = null, float[]? labels = null, LabelKind kind = default)
    {
        Range range = counts.Take(rank).Sum()..counts.Take(rank + 1).Sum();
        return new InMemoryRows(
            rows.AsMemory()[(range.Start.Value * d)..(range.End.Value * d)],
            d,
            weights is null ? default(ReadOnlyMemory<float>) : weights[range],
            labels is null ? default(ReadOnlyMemory<float>) : labels[range],
            kind);
    }

    /// <summary>Fits a model to the parts of the ranks.</summary>
    /// <param name="size">The number of ranks.</param>
    /// <param name="rowsOf">The rows of a rank.</param>
    /// <param name="options">Options, a new object for each rank.</param>
    /// <returns>The model of each rank.</returns>
    public static AutoencoderModel[] Fit(int size, Func<int, IRowSource> rowsOf, Func<AutoencoderOptions> options, Func<int, IRowSource>? validationOf = null) =>
        InProcessCommunicator.Run(size, communicator =>
        {
            AutoencoderOptions own = options();
            own.Communicator = communicator;
            return Autoencoder.Fit(rowsOf(communicator.Rank), validationOf?.Invoke(communicator.Rank), own);
        });

    /// <summary>Fits, and returns the exception of each rank.</summary>
    /// <param name="size">The number of ranks.</param>
    /// <param name="rowsOf">The rows of a rank.</param>
    /// <param name="change">Changes the options of a rank.</param>
    public static Exception[] Failures(int size, Func<int, IRowSource> rowsOf, Action<AutoencoderOptions, int>? change = null) =>
        InProcessCommunicator.Run(size, communicator =>
        {
            AutoencoderOptions own = Options();
            own.Communicator = communicator;
            change?.Invoke(own, communicator.Rank);
            return Record.Exception(() => Autoencoder.Fit(rowsOf(communicator.Rank), own));
        });

    /// <summary>Asserts that all models have the same bytes.</summary>
    /// <returns>The bytes.</returns>
    public static byte[] SameBytes(IEnumerable<AutoencoderModel> models)
    {
        byte[][] all = [.. models.Select(Fits.Bytes)];
        Assert.All(all, bytes => Assert.Equal(all[0], bytes));
        return all[0];
    }
}
