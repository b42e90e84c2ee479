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
            ("47C62476DDEF75E3241E3C96D764941F33F132971F37FC4C6E9CF1A294170035", new Variational(), new Gaussian(), false),
        ["variational, Bernoulli"] =
            ("D87798D7BA2D534BC65F404F135CA66A49F2736ECB66CD6B7A8FC8B2668E4A9C", new Variational { WarmupEpochs = 2 }, new Bernoulli(), false),
        ["variational, mixed with gaps"] =
            ("73D4EC965BD6B3673821F0DF59FA745E26AF0CDB25173D000012190FE153D3EF", new Variational { Cycles = 2 }, Fits.Mixed, true),
        ["plain"] =
            ("6A0EE179817D2DCB3466DAD8B51753FB6140A8B5E0659ACBC2CBCDB9F2A767A7", new Plain(), new Gaussian(), false),
        ["denoising, Gaussian noise"] =
            ("B06EB6674D1ACBF8435356F9DC612C0E39AE4284DEAF2133856B94D172A53C09", new Denoising { Corruption = new GaussianNoise() }, new Gaussian(), false),
        ["denoising, masking noise"] =
            ("B91CE85222F42245BE32895A039B012B8CFE3648D1E5CC37C3060B4A4549C37C", new Denoising { Corruption = new MaskingNoise() }, new Gaussian { Variance = 0.5f }, true),
        ["denoising, swap noise"] =
            ("F4442C3F878CD11B48D16AB0D04729A6EBDF349F123142A01DCFD6B73D2D140C", new Denoising { Corruption = new SwapNoise() }, Fits.Mixed, false),
        ["sparse, top k"] =
            ("4E75F2CCFA83587CC5D4E0E17ABAAA2232366AC65FF863FD1185B18BF9B62FB0", new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.5f } }, new Gaussian(), false),
        ["sparse, L1"] =
            ("ADC426771ED95502AD203302C233038DEECE0C6FAA90D6D1C5685475D78AC5FC", new Sparse { Sparsity = new L1Penalty() }, new Gaussian(), true),
        ["sparse, KL"] =
            ("20C1A7454ECB0E2A5B83F2FB94C3D23C3922D9807DA695DAAFC94069DD2C8E14", new Sparse { Sparsity = new KlSparsity() }, new Gaussian(), false),
        ["sparse, batch top k"] =
            ("9068F68DD7706ECA0712E1749CED5C2BC483656D3033314222D0A09E3B0D7254", new Sparse { Sparsity = new BatchTopK { ActiveUnits = 2, MatryoshkaLevels = 2 } }, new Gaussian(), false),
        ["sparse, jump"] =
            ("9E4334B636A50E5CAF471A56102B52DB283F35F27EFED1B206C4B4AA86363E93", new Sparse { Sparsity = new JumpRelu { ActiveUnits = 2 } }, new Gaussian(), false),
        ["sparse, gated"] =
            ("6C9FCA261BB0BB8BC4BE9968383DA7C7DCED875361FE77F1AC2E5E4900603E42", new Sparse { Sparsity = new Gated() }, Fits.Mixed, true),
    };

    private const string OfDefaults = "BBB0548D298C8696C9764FBF938AD0E49BDDB3365B8DC0D1C44691DDC62A2F28";

    public static TheoryData<string> Names() => [.. Golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_model_that_earlier_builds_gave(string name)
    {
        (string expected, AutoencoderKind kind, ReconstructionLoss reconstruction, bool hasGaps) = Golden[name];
        float[] rows = Array.ConvertAll(Fits.MixedRows(120), value => reconstruction is Bernoulli ? Math.Abs(value) % 1 : value);
        var options = new AutoencoderOptions
        {
            LatentDimension = 4, HiddenLayers = [9, 7], Epochs = 6, BatchSize = 16, Seed = 5, Kind = kind, Reconstruction = reconstruction,
            LearningRateSchedule = LearningRateSchedule.Plateau, PlateauPatience = 1, MissingValues = hasGaps ? MissingValues.Mask : MissingValues.SkipRow,
        };

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(hasGaps ? Fits.WithGaps(rows) : rows, 6), options);

        AssertGolden(name, expected, model);
    }

    [Fact]
    public void With_default_options_too_a_seed_gives_the_model_that_earlier_builds_gave()
    {
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Fits.Rows(300, 6), 6), new AutoencoderOptions { Seed = 5 });

        AssertGolden("default options", OfDefaults, model);
    }

    [Theory]
    [InlineData("three classes", LabelKind.Class, "6CB92F797B6AC805F71DB2944A2E58682C19454375A6AD39D725313A73699F7F")]
    [InlineData("numbers", LabelKind.Number, "C2D688957FC2B80180FC73936BE00741F7CDA90C46AF02CC34F3BA6837B42EC1")]
    public void With_labels_too_a_seed_gives_the_model_that_earlier_builds_gave(string name, LabelKind kind, string expected)
    {
        float[] rows = Fits.Rows(300, 6);
        float[] labels = [.. Enumerable.Range(0, 300).Select(i => kind == LabelKind.Class ? Math.Clamp(MathF.Floor(rows[6 * i]) + 1, 0, 2) : rows[6 * i])];

        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(rows, 6, labels: labels, labelKind: kind), new AutoencoderOptions { Seed = 5, Epochs = 6 });

        Assert.Contains(LossTerm.LabelHead, model.History.Epochs[0].Training.Select(value => value.Term));
        AssertGolden(name, expected, model);
    }

    [Fact]
    public void With_a_contrast_of_rows_too_a_seed_gives_the_model_that_earlier_builds_gave()
    {
        var options = new AutoencoderOptions { Seed = 5, Epochs = 6, AuxiliaryLosses = [new RowContrast()] };

        AssertGolden("row contrast", "21AAE3E0AAE0AB0818B859636F0D85B100CEBF33B0775E0AB56DE34EF46F2E8E", Autoencoder.Fit(new InMemoryRows(Fits.Rows(300, 6), 6), options));
    }

    private static void AssertGolden(string name, string expected, AutoencoderModel model)
    {
        string actual = Convert.ToHexString(SHA256.HashData(Fits.Bytes(model)));
        Assert.True(
            expected == actual,
            $"'{name}': the same seed gives another model. If this is intended, say so in CHANGELOG.md, and set the hash in this test to {actual}.");
    }
}
