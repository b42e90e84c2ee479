using System.Security.Cryptography;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>
/// The bytes that a seed gives, from build to build and on every processor. They may change; whoever has fitted a model again and finds another one
/// has to be told.
/// </summary>
public class GoldenModelTests
{
    private static readonly Dictionary<string, (string Sha256, AutoencoderKind Kind, ReconstructionLoss Reconstruction, bool HasGaps)> Golden = new()
    {
        ["variational"] =
            ("FFBB63626F1EB336ABF107515E25841C369B20557ADEE48E69D0C927EAD88F33", new Variational(), new Gaussian(), false),
        ["variational, Bernoulli"] =
            ("7D74B305BFD25F4D59647F8FB861E124562109079C3C30BECF0F79DC1D44A640", new Variational { WarmupEpochs = 2 }, new Bernoulli(), false),
        ["variational, mixed with gaps"] =
            ("CA3A27D0191EE0CD58E614ECF6D9F9B1557C7C1C665E267C8361D6133D55C176", new Variational { Cycles = 2 }, Fits.Mixed, true),
        ["plain"] =
            ("66E3246695EC1949E57EE740F924893221382CD03211950BBF94D1FAAD981DB1", new Plain(), new Gaussian(), false),
        ["denoising, Gaussian noise"] =
            ("737EE9DD6A3CE246B540790295C1FAD3AABCB51C630F438276AF34CF0A0279EB", new Denoising { Corruption = new GaussianNoise() }, new Gaussian(), false),
        ["denoising, masking noise"] =
            ("E5AE4F508F21E1818979BAEB35289284CCA76FB4D6D845A972C75B387AEE0D5C", new Denoising { Corruption = new MaskingNoise() }, new Gaussian { Variance = 0.5f }, true),
        ["denoising, swap noise"] =
            ("3C2AA7BA7D5A6D272BDCE05606F1A9978648A3B85FCD630B6BB4B712E21FD0D6", new Denoising { Corruption = new SwapNoise() }, Fits.Mixed, false),
        ["sparse, top k"] =
            ("025703F8B6BDFBD5F0EB0D259569A0D1D465A6CBEEAF29E951D3943E92E04649", new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.5f } }, new Gaussian(), false),
        ["sparse, L1"] =
            ("CB07C15A722580E93459440A4810A79D8E55639FD87A971121C6A5BC5DC46AF8", new Sparse { Sparsity = new L1Penalty() }, new Gaussian(), true),
        ["sparse, KL"] =
            ("2707C60D8074D5D26AD229BACABAF9F9C3043F8F381B36506A30983386ACAE76", new Sparse { Sparsity = new KlSparsity() }, new Gaussian(), false),
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

        byte[] model = Fits.Bytes(AutoencoderModel.Fit(new InMemoryRows(hasGaps ? Fits.WithGaps(rows) : rows, 6), options));

        string actual = Convert.ToHexString(SHA256.HashData(model));
        Assert.True(expected == actual, $"'{name}': the same seed gives another model: say so in CHANGELOG.md and put this hash here: {actual}");
    }
}
