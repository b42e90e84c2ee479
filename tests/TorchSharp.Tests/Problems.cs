using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>Every kind with every reconstruction, with and without weights and missing values.</summary>
public static class Problems
{
    private static readonly AutoencoderKind[] Kinds =
    [
        new Plain(),
        new Denoising(),
        new Variational { KlWeight = 1, FreeBits = 0 },

        // Some units have a smaller divergence than these free bits, and some a larger one.
        new Variational { KlWeight = 0.3f, FreeBits = 0.4f },
        new Sparse { Sparsity = new TopK { ActiveUnits = 4 } },
        new Sparse { Sparsity = new TopK { AuxiliaryWeight = 0 } },
        new Sparse { Sparsity = new L1Penalty { Weight = 0.3f } },
        new Sparse { Sparsity = new KlSparsity { TargetActivation = 0.2f, Weight = 0.5f } },
    ];

    private static readonly ReconstructionLoss[] Reconstructions =
    [
        new Gaussian(),
        new Gaussian { Variance = 0.3f },
        new Bernoulli(),
        new Mixed { Slots = Problem.MixedSlots },
        new Mixed { Slots = Problem.MixedSlots, Variance = 0.2f },
    ];

    private static readonly BatchParts[] Parts =
        [BatchParts.None, BatchParts.Missing, BatchParts.Weighted, BatchParts.Missing | BatchParts.Weighted];

    private static readonly int[][] Hidden = [[], [6], [9, 5]];

    /// <summary>All problems, with alternating activations and hidden layers.</summary>
    public static TheoryData<Problem> All() => [.. Grid()];

    /// <summary>The problems on which two engines agree step by step.</summary>
    public static TheoryData<Problem> Smooth() => [.. Grid().Where(problem => !problem.HasKinks)];

    /// <summary>The other problems.</summary>
    public static TheoryData<Problem> Kinked() => [.. Grid().Where(problem => problem.HasKinks)];

    /// <summary>Every activation with every depth.</summary>
    public static TheoryData<Problem> Networks()
    {
        var problems = new TheoryData<Problem>();
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (int[] hidden in (int[][])[.. Hidden, [17, 4, 7]])
            {
                problems.Add(new Problem(new Variational { FreeBits = 0 }, new Gaussian { Variance = 0.5f }, BatchParts.None, hidden, activation));
            }
        }

        return problems;
    }

    /// <summary>Every kind once, with everything that a batch can have.</summary>
    public static TheoryData<Problem> OfEveryKind()
    {
        var problems = new TheoryData<Problem>();
        foreach (AutoencoderKind kind in Kinds)
        {
            problems.Add(new Problem(
                kind, new Mixed { Slots = Problem.MixedSlots }, BatchParts.Missing | BatchParts.Weighted, [6], Activation.Tanh));
        }

        return problems;
    }

    private static IEnumerable<Problem> Grid()
    {
        int turn = 0;
        foreach (AutoencoderKind kind in Kinds)
        {
            foreach (ReconstructionLoss reconstruction in Reconstructions)
            {
                foreach (BatchParts parts in Parts)
                {
                    yield return new Problem(kind, reconstruction, parts, Hidden[turn % Hidden.Length], (Activation)(turn % 4));
                    turn++;
                }
            }
        }
    }
}
