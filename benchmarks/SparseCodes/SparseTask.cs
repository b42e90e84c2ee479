namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>A planted dictionary and the size of the fit that has to recover it.</summary>
/// <param name="Name">The name of the task.</param>
/// <param name="Slots">d.</param>
/// <param name="Atoms">The number of planted atoms.</param>
/// <param name="Units">The number of latent units.</param>
/// <param name="ActiveUnits">k: the mean number of atoms in a row, and the number of units that may fire for a row.</param>
/// <param name="Rows">The number of rows to fit, including those that the fit holds out.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="BatchSize">The number of rows in a step; <see langword="null"/> for the default.</param>
internal sealed record SparseTask(string Name, int Slots, int Atoms, int Units, int ActiveUnits, int Rows, int Epochs, int? BatchSize = null)
{
    /// <summary>The number of rows that no fit sees.</summary>
    public const int TestRows = 10_000;

    public static readonly SparseTask Small = new("small", Slots: 64, Atoms: 128, Units: 128, ActiveUnits: 8, Rows: 50_000, Epochs: 25);
    public static readonly SparseTask Medium = new("medium", Slots: 64, Atoms: 512, Units: 512, ActiveUnits: 4, Rows: 50_000, Epochs: 25);
    public static readonly SparseTask Wide =
        new("wide", Slots: 384, Atoms: 4_096, Units: 4_096, ActiveUnits: 32, Rows: 100_000, Epochs: 5, BatchSize: 512);

    public static IReadOnlyList<SparseTask> All { get; } = [Small, Medium, Wide];

    /// <summary>The tasks that take minutes rather than a quarter of an hour.</summary>
    public static IReadOnlyList<SparseTask> Default { get; } = [Small, Medium];

    /// <summary>FLOP of the encoder's product for one row. It is the only product of a sparse autoencoder that has to be dense.</summary>
    public double EncoderFlops => 2.0 * Slots * Units;

    /// <summary>The dictionary and its rows.</summary>
    public PlantedDictionary Planted(int seed) => new(Slots, Atoms, ActiveUnits, seed);

    /// <summary>The options of a fit: a linear encoder and decoder, and defaults for everything else.</summary>
    /// <param name="sparsity">The rule that keeps codes sparse.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="seed">The seed of the fit.</param>
    public AutoencoderOptions Options(Sparsity sparsity, int threads, int seed) => new()
    {
        LatentDimension = Units,
        Kind = new Sparse { Sparsity = sparsity },
        HiddenLayers = [],
        Scaling = Scaling.None, // Atoms keep their directions.
        Seed = seed,
        Epochs = Epochs,
        BatchSize = BatchSize,
        Engine = new ManagedEngine { NumberOfThreads = threads },
    };
}
