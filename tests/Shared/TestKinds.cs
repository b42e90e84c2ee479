namespace MLNet.Autoencoder.Tests;

/// <summary>Every kind of autoencoder and of sparse code, for the tests that hold for all of them. A test fails if one is missing here.</summary>
internal static class TestKinds
{
    public static IReadOnlyList<AutoencoderKind> All { get; } =
    [
        new Plain(),
        new Denoising(),
        new Variational { KlWeight = 0.7f, FreeBits = 0.4f },
        new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.6f } },
        new Sparse { Sparsity = new BatchTopK { ActiveUnits = 2, AuxiliaryWeight = 0.4f, MatryoshkaLevels = 2 } },
        new Sparse { Sparsity = new JumpRelu { ActiveUnits = 2, Weight = 0.2f, Bandwidth = 1.2f, AuxiliaryWeight = 0.5f } },
        new Sparse { Sparsity = new Gated { Weight = 0.3f, AuxiliaryWeight = 0.3f } },
        new Sparse { Sparsity = new L1Penalty { Weight = 0.3f, AuxiliaryWeight = 0.7f } },
        new Sparse { Sparsity = new KlSparsity { TargetActivation = 0.1f, Weight = 0.8f } },
    ];

    /// <summary>Whether a rounding error can decide whether a unit fires, so that two engines drift apart, though not far.</summary>
    public static bool HasKinks(AutoencoderKind kind) => kind is Sparse { Sparsity: not KlSparsity };
}
