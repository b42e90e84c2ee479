using FsCheck;
using FsCheck.Xunit;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>
/// Default fits to small tables of every awkward make: none throws, all features are finite, and the fraction of variance unexplained on the training
/// rows, in the units of the model, is hardly above that of as many principal components.
/// </summary>
public class AwkwardTableTests
{
    // Each with all makes.
    private const int MaxTest = 4;
    private const int Components = 2;

    /// <summary>What is awkward about two slots of a table, or about its size.</summary>
    public enum Make
    {
        Ordinary,
        Constant,
        NearlyConstant,
        Duplicated,
        Exponential,
        CubedCauchy,
        HugeUnits,
        TinyUnits,
        FewRows,
        MoreSlotsThanRows,
        NeverObserved,
    }

    [Property(MaxTest = MaxTest)]
    public void A_plain_autoencoder_explains_as_much_as_principal_components(PositiveInt seed) =>
        AssertFits(new Plain(), seed.Get, tolerance: 0.01);

    /// <summary>Codes of a variational autoencoder are pulled toward 0, and more so the more a component looks like noise.</summary>
    [Property(MaxTest = MaxTest)]
    public void A_variational_autoencoder_explains_nearly_as_much_as_principal_components(PositiveInt seed) =>
        AssertFits(new Variational(), seed.Get, tolerance: 0.05);

    /// <summary>A denoising autoencoder is made for corrupted rows, and these are not.</summary>
    [Property(MaxTest = MaxTest)]
    public void A_denoising_autoencoder_explains_nearly_as_much_as_principal_components(PositiveInt seed) =>
        AssertFits(new Denoising(), seed.Get, tolerance: 0.1);

    private static void AssertFits(AutoencoderKind kind, int seed, double tolerance)
    {
        foreach (Make make in Enum.GetValues<Make>())
        {
            AssertFits(kind, make, seed, tolerance);
        }
    }

    private static void AssertFits(AutoencoderKind kind, Make make, int seed, double tolerance)
    {
        (float[] rows, int d) = Table(make, seed);
        var options = new AutoencoderOptions
        {
            LatentDimension = Components, Kind = kind, Seed = 1,
            MissingValues = make == Make.NeverObserved ? MissingValues.Mask : MissingValues.SkipRow,
        };

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, d), options);

        string title = $"{make}, seed {seed}";
        Assert.True(Array.TrueForAll(model.Encode(rows), float.IsFinite), title);
        LatentDiagnostics diagnostics = model.Diagnose(new InMemoryRows(rows, d));
        double excess = diagnostics.PrincipalComponentsExplainedVariance - diagnostics.ExplainedVariance;
        Assert.True(excess <= tolerance, $"{title}: {excess:F3} of the variance is lost; components explain {diagnostics.PrincipalComponentsExplainedVariance:F3}.");
        Assert.InRange(diagnostics.PrincipalComponentsExplainedVariance, 0, 1 + 1e-6);
    }

    /// <summary>Two or three factors with noise, in which slots 1 and 2 are awkward.</summary>
    private static (float[] Rows, int Dimension) Table(Make make, int seed)
    {
        float[] sizes = new float[3];
        new RandomStream((ulong)seed, 99, 0).FillUniform(sizes, 0);
        int n = make switch
        {
            Make.FewRows => 1 + (int)(30 * sizes[0]),
            Make.MoreSlotsThanRows => 5 + (int)(30 * sizes[0]),
            _ => 40 + (int)(160 * sizes[0]),
        };
        int d = make == Make.MoreSlotsThanRows ? n + 1 + (int)(30 * sizes[1]) : 8 + (int)(7 * sizes[1]);
        int rank = 2 + (int)(2 * sizes[2]);
        float[] factors = Normal(n * rank, seed, 1), loadings = Normal(rank * d, seed, 2), noise = Normal(n * d, seed, 3), other = Normal(n * d, seed, 4);
        float[] rows = new float[n * d];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = 0.3f * noise[i];
            for (int k = 0; k < rank; k++)
            {
                rows[i] += factors[(i / d * rank) + k] * loadings[(k * d) + (i % d)];
            }
        }

        for (int row = 0; row < n; row++)
        {
            for (int slot = 1; slot <= 2; slot++)
            {
                int i = (row * d) + slot;
                rows[i] = make switch
                {
                    Make.Constant => 5 * slot,
                    Make.NearlyConstant => row == n / 2 ? 5.001f : 5,
                    Make.Duplicated => rows[row * d],
                    Make.Exponential => (float)Math.Exp(3 * rows[i]),
                    Make.CubedCauchy => (float)Math.Pow(noise[i] / other[i], 3),
                    Make.HugeUnits => (1e12f * rows[i]) + 1e13f,
                    Make.TinyUnits => (1e-12f * rows[i]) + 1e-12f,
                    Make.NeverObserved => slot == 1 ? float.NaN : rows[i],
                    Make.Ordinary or Make.FewRows or Make.MoreSlotsThanRows => rows[i],
                    _ => throw new ArgumentOutOfRangeException(nameof(make)),
                };
            }
        }

        return (rows, d);
    }

    private static float[] Normal(int count, int seed, ulong part)
    {
        float[] draws = new float[count];
        new RandomStream((ulong)seed, 99, part).FillNormal(draws, 0);
        return draws;
    }
}
