using System.Security.Cryptography;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>
/// A seed gives the same bytes from build to build, and on every processor. The bytes may change, but then the changelog must say so, because a user
/// who fits a model again gets another one.
/// </summary>
public class GoldenModelTests
{
    private static readonly Dictionary<string, (string Sha256, AutoencoderKind Kind, ReconstructionLoss Reconstruction, bool HasGaps)> Golden = new()
    {
        ["variational"] =
            ("9EC8ECA32355BC7BE2DA5A6FAB26D8BB7150FB8A3DDB458ADC0F1032922311DA", new Variational(), new Gaussian(), false),
        ["variational, Bernoulli"] =
            ("75211353FFA35D7BC5C8616F33C97825A014F19B09B658812954B49E123FC9AF", new Variational { WarmupEpochs = 2 }, new Bernoulli(), false),
        ["variational, mixed with gaps"] =
            ("374F6EA6229D72909B870181C4948415627A714A391C40E5DABBDED5C1B9000C", new Variational { Cycles = 2 }, Fits.Mixed, true),
        ["plain"] =
            ("AB9957EEDDEA3D1EB9173440084FD1BEFBB182D3B0927B705B4D0D5FA22D01EF", new Plain(), new Gaussian(), false),
        ["denoising, Gaussian noise"] =
            ("8653DED4E2514D1DF699BE8A8753DD3EF6F41881775E65B79BD27432B9C7ADB0", new Denoising { Corruption = new GaussianNoise() }, new Gaussian(), false),
        ["denoising, masking noise"] =
            ("56135F211DEA77A96F1E7853BB0AF5F45690182B49C8A0FFDA328966837AFA30", new Denoising { Corruption = new MaskingNoise() }, new Gaussian { Variance = 0.5f }, true),
        ["denoising, swap noise"] =
            ("13C45ED9B5EBB7BC66441F8B448F14CB224C14FEA57A5B4802A458D5DA353837", new Denoising { Corruption = new SwapNoise() }, Fits.Mixed, false),
        ["sparse, top k"] =
            ("E186183EC5653B9A66DF2F92FD9B28AF0E15C9F2546A6F2F4B0103E6C7E4ED09", new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.5f } }, new Gaussian(), false),
        ["sparse, L1"] =
            ("860D9EB8FD80CDD3EA1C2F0D521A10BE79950617BB0CA7B3CC2FF057A9608ACF", new Sparse { Sparsity = new L1Penalty() }, new Gaussian(), true),
        ["sparse, KL"] =
            ("CE099064CF6C3A6940D3220E228E45991D1F0BE82166DABFD0E35E255F2C59A0", new Sparse { Sparsity = new KlSparsity() }, new Gaussian(), false),
    };

    public static TheoryData<string> Names() => [.. Golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_model_that_earlier_builds_gave(string name)
    {
        (string expected, AutoencoderKind kind, ReconstructionLoss reconstruction, bool hasGaps) = Golden[name];
        float[] rows = Array.ConvertAll(Fits.MixedRows(120), value => reconstruction is Bernoulli ? Math.Abs(value) % 1 : value);
        var options = new AutoencoderOptions
        {
            LatentDimension = 4, HiddenLayers = [9, 7], Epochs = 6, BatchSize = 16, PlateauPatience = 1, Seed = 5, Kind = kind, Reconstruction = reconstruction,
            MissingValues = hasGaps ? MissingValues.Mask : MissingValues.SkipRow,
        };

        byte[] model = Fits.Bytes(Autoencoder.Fit(new InMemoryRows(hasGaps ? Fits.WithGaps(rows) : rows, 6), options));

        string actual = Convert.ToHexString(SHA256.HashData(model));
        Assert.True(
            expected == actual,
            $"'{name}': the same seed gives another model. If this is intended, say so in CHANGELOG.md, and set the hash in this test to {actual}.");
    }
}
