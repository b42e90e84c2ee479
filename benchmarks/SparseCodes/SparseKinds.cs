namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>The kinds of sparsity to compare, and the options of each for k units that may fire.</summary>
internal static class SparseKinds
{
    /// <summary>The kind that TorchSharp is compared with.</summary>
    public const string TopK = "topk";

    public static IReadOnlyList<(string Name, Func<int, Sparsity> Of)> All { get; } =
    [
        (TopK, k => new TopK { ActiveUnits = k }),
        ("batchtopk", k => new BatchTopK { ActiveUnits = k }),
        ("jumprelu", k => new JumpRelu { ActiveUnits = k }),
        ("matryoshka", k => new TopK { ActiveUnits = k, MatryoshkaLevels = 3 }),
        ("gated", _ => new Gated()),
        ("l1", _ => new L1Penalty { Weight = 0.2f }),
    ];
}
