using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Core.Tests.Diagnostics;

public class LatentOrderTests
{
    private static readonly float[] Rows = Fits.Rows(120, 6);

    private static AutoencoderModel Fit(AutoencoderKind kind, LatentOrder order, int[] hidden)
    {
        AutoencoderOptions options = Fits.Options();
        (options.LatentDimension, options.HiddenLayers, options.Kind, options.LatentOrder) = (4, hidden, kind, order);
        (options.Epochs, options.LearningRate) = (12, 0.03f);
        return Autoencoder.Fit(new InMemoryRows(Rows, 6), options);
    }

    public static TheoryData<AutoencoderKind, int[]> Kinds() => new()
    {
        { new Variational(), [] },
        { new Variational(), [5] },
        { new Plain(), [] },
        { new Plain(), [7, 5] },
        { new Sparse(), [5] },
        { new Sparse { Sparsity = new BatchTopK { ActiveUnits = 2 } }, [] },
        { new Sparse { Sparsity = new JumpRelu { ActiveUnits = 2 } }, [5] },
        { new Sparse { Sparsity = new Gated { Weight = 0.1f } }, [] },
        { new Sparse { Sparsity = new KlSparsity() }, [5] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Units_are_sorted_by_information(AutoencoderKind kind, int[] hidden)
    {
        AutoencoderModel model = Fit(kind, LatentOrder.ByInformation, hidden);

        double[] information = LatentInformation.Measure(model, Rows);

        Assert.Equal(information.OrderDescending(), information, (a, b) => Math.Abs(a - b) <= 1e-5 * a);
        Assert.True(information[0] > information[^1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sorting_units_changes_only_the_order_of_codes(AutoencoderKind kind, int[] hidden)
    {
        AutoencoderModel trained = Fit(kind, LatentOrder.AsTrained, hidden);
        AutoencoderModel ordered = Fit(kind, LatentOrder.ByInformation, hidden);

        double[] information = LatentInformation.Measure(trained, Rows);
        int[] order = [.. Enumerable.Range(0, 4).OrderByDescending(unit => information[unit])];
        float[] codes = trained.Encode(Rows);

        Assert.Equal(Enumerable.Range(0, codes.Length).Select(i => codes[(i / 4 * 4) + order[i % 4]]), ordered.Encode(Rows), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal(trained.Reconstruct(Rows), ordered.Reconstruct(Rows), (a, b) => Math.Abs(a - b) < 1e-4f);
        if (!kind.Definition.HasDictionary)
        {
            Assert.Equal(LogVariances(trained).Order(), LogVariances(ordered).Order());
        }
    }

    [Fact]
    public void The_information_of_a_variational_unit_is_its_mean_divergence()
    {
        // One slot, and two units with σ = 1: μ = x and 3x, over the rows −1 and 1, divergences of ½ and 4½.
        AutoencoderModel model = Linear(new Variational(), mean: [1, 3], output: [0, 0]);

        Assert.Equal([0.5, 4.5], LatentInformation.Measure(model, [-1, 1]), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(10f)]
    public void The_information_of_any_other_unit_is_how_far_the_reconstruction_moves_without_it_in_scaled_units(float scale)
    {
        // x̂ = 2·x + 5·(x/2): without the first unit the reconstruction moves by 2 in each row, without the second by 2.5.
        AutoencoderModel model = Linear(new Plain(), mean: [1, 0.5f], output: [2, 5], scale);

        Assert.Equal([4, 6.25], LatentInformation.Measure(model, [-scale, scale]), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Sorting_units_moves_all_their_parameters()
    {
        var parameters = new NetworkParameters(new Variational().Definition.LayoutOf(new NetworkArchitecture(1, [], 2, Activation.Relu)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

        LatentInformation.Order(parameters, [0.1, 0.2]);

        Assert.Equal([2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 11], parameters.Values.ToArray());
    }

    /// <summary>Units 0 and 1 are a code of their own, and unit 0 is one too.</summary>
    [Theory]
    [InlineData(1, new[] { 2f, 3f, 1f, 0f })]
    [InlineData(2, new[] { 1f, 0f, 2f, 3f })]
    [InlineData(3, new[] { 0f, 1f, 2f, 3f })]
    public void Nested_codes_keep_their_units(int levels, float[] expected)
    {
        var kind = new Sparse { Sparsity = new TopK { ActiveUnits = 1, MatryoshkaLevels = levels } };
        var parameters = new NetworkParameters(
            kind.Definition.LayoutOf(new NetworkArchitecture(1, [], 4, Activation.Relu)), [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 9]);

        LatentInformation.Order(parameters, [0.1, 0.2, 0.4, 0.3], kind.Definition.NestedCodes);

        Assert.Equal([.. expected, .. expected, .. expected, 9], parameters.Values.ToArray());
    }

    /// <summary>The second unit moves the reconstruction five times as far as the first, which is a code of its own if there are two.</summary>
    [Theory]
    [InlineData(1, new[] { 5f, 1f })]
    [InlineData(2, new[] { 1f, 5f })]
    public void A_model_with_its_units_sorted_has_the_same_nested_codes(int levels, float[] expected)
    {
        var kind = new Sparse { Sparsity = new TopK { ActiveUnits = 2, MatryoshkaLevels = levels } };
        var parameters = new NetworkParameters(kind.Definition.LayoutOf(new NetworkArchitecture(1, [], 2, Activation.Relu)), [1, 1, 0, 0, 1, 5, 0]);
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0 };
        var model = new AutoencoderModel(new ModelContent(parameters, new InputScaling([0], [1], []), kind, new Gaussian(), 1, history));

        AutoencoderModel ordered = LatentInformation.Ordered(model, [1, 2, 3], () => { });

        Assert.Equal(expected, ordered.Content.Parameters.Values[4..6].ToArray());
    }

    private static AutoencoderModel Linear(AutoencoderKind kind, float[] mean, float[] output, float scale = 1)
    {
        var parameters = new NetworkParameters(
            new Variational().Definition.LayoutOf(new NetworkArchitecture(1, [], 2, Activation.Relu)), [.. mean, 0, 0, 0, 0, 0, 0, .. output, 0]);
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0 };
        return new AutoencoderModel(new ModelContent(parameters, new InputScaling([0], [scale], []), kind, new Gaussian(), 1, history));
    }

    private static float[] LogVariances(AutoencoderModel model)
    {
        float[] means = new float[120 * 4], logVariances = new float[120 * 4];
        new RowScorer(model).Encode(Rows, means, logVariances);
        return logVariances;
    }
}
