namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>The kinds of sparsity to compare, and the options of each for k units that may fire.</summary>
internal static class SparseKinds
{
    /// <summary>The kind that TorchSharp is compared with.</summary>
    public const string TopK = "topk";

    public static IReadOnlyList<(string Name, Func<int, Sparsity> Of)> All { get; } =
    [
        (TopK, k => new TopK { ActiveUnits = k }),
        ("l1", _ => new L1Penalty()),
    ];
}
