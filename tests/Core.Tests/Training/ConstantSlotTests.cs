using System.Numerics.Tensors;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A slot that had one value in all rows of a fit, or none, says nothing to the model, whatever its value becomes later.</summary>
public class ConstantSlotTests
{
    private const int Count = 120;

    // Of eight slots, two were constant, and one was never observed if values may be missing; otherwise it was constant too.
    private const int Dimension = 8;
    private static readonly int[] Constant = [1, 4, 6];
    private static readonly float[] NewValues = [-1e6f, 0, 0.25f, 1, 1e6f, 1e30f];

    public static TheoryData<AutoencoderKind, int[], bool, bool> DefaultFits()
    {
        var fits = new TheoryData<AutoencoderKind, int[], bool, bool>();
        foreach (AutoencoderKind kind in TestKinds.All.Append(new Denoising { Corruption = new SwapNoise() }))
        {
            foreach (int[] hidden in (int[][])[[], [6], [6, 4]])
            {
                fits.Add(kind, hidden, false, false);
                fits.Add(kind, hidden, true, true);
            }
        }

        return fits;
    }

    /// <summary>Numbers, except for a binary slot and a choice of two, both constant.</summary>
    private static float[] Rows(bool isMixed, bool isMasked)
    {
        float[] rows = Fits.Rows(Count, Dimension);
        for (int row = 0; row < Count; row++)
        {
            rows[(row * Dimension) + 1] = 42;
            rows[(row * Dimension) + 4] = isMixed ? 1 : -3;
            rows[(row * Dimension) + 6] = isMasked ? float.NaN : 1;
            rows[(row * Dimension) + 7] = isMixed ? 0 : rows[(row * Dimension) + 7];
            rows[(row * Dimension) + 2] = isMasked && row % 5 == 0 ? float.NaN : rows[(row * Dimension) + 2];
        }

        return rows;
    }

    private static AutoencoderOptions Options(AutoencoderKind kind, int[] hidden, bool isMixed, bool isMasked)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.HiddenLayers, options.LatentDimension, options.ValidationFraction) = (kind, hidden, 3, 0.2f);
        options.Reconstruction = isMixed ? new Mixed { Slots = [SlotRange.Binary(4, 1), SlotRange.OneHot(6, 2)] } : new Gaussian();
        options.MissingValues = isMasked ? MissingValues.Mask : MissingValues.SkipRow;
        return options;
    }

    private static float[] With(float[] rows, int slot, float value) => [.. rows.Select((old, i) => i % Dimension == slot ? value : old)];

    [Theory]
    [MemberData(nameof(DefaultFits))]
    public void A_new_value_where_the_fit_saw_no_other_changes_no_code(AutoencoderKind kind, int[] hidden, bool isMixed, bool isMasked)
    {
        float[] rows = Rows(isMixed, isMasked);
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, Dimension), Options(kind, hidden, isMixed, isMasked));
        float[] codes = model.Encode(rows);
        Assert.All(codes, code => Assert.True(float.IsFinite(code)));

        Assert.All(Constant, slot => Assert.All(NewValues, value => Assert.Equal(codes, model.Encode(With(rows, slot, value)))));
        if (kind.Definition.HasDistribution)
        {
            // A divergence depends on the variance of the code, too.
            float[] observed = With(rows, 2, 0.5f), changed = With(With(With(observed, 1, 40), 4, 0), 6, 5);
            Assert.Equal(LatentInformation.Divergences(model, With(observed, 6, 1)), LatentInformation.Divergences(model, changed));
        }
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 6, 4 })]
    public void Codes_of_rows_with_the_constant_value_stay_as_they_were_trained(int[] hidden)
    {
        float[] rows = Rows(isMixed: false, isMasked: false);
        var architecture = new NetworkArchitecture(Dimension, hidden, 3, Activation.Tanh);
        NetworkParameters before = Drawn(architecture), after = Drawn(architecture);
        var statistics = new ColumnStatistics(Dimension);
        foreach (float[] row in rows.Chunk(Dimension))
        {
            statistics.Add(row, weight: 1);
        }

        var scaling = new InputScaling([0, 40, 0, 0, 0, 0, 0, 0], [1, 2, 1, 1, 0.5f, 1, 1, 1], []);

        ConstantSlots.Detach(after, statistics, scaling, hasLogVariance: true);

        AutoencoderModel trained = ModelOf(before, scaling), detached = ModelOf(after, scaling);
        Assert.Equal(trained.Encode(rows), detached.Encode(rows), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal(LatentInformation.Divergences(trained, rows), LatentInformation.Divergences(detached, rows), (a, b) => Math.Abs(a - b) < 1e-5);
        float[] changed = With(rows, 4, 3);
        Assert.NotEqual(trained.Encode(rows), trained.Encode(changed));
        Assert.NotEqual(LatentInformation.Divergences(trained, rows), LatentInformation.Divergences(trained, changed));
        Assert.Equal(detached.Encode(rows), detached.Encode(changed));
        Assert.Equal(LatentInformation.Divergences(detached, rows), LatentInformation.Divergences(detached, changed));
    }

    [Fact]
    public void A_fit_that_starts_from_a_model_leaves_alone_what_that_model_learned_of_a_slot_that_no_longer_varies()
    {
        float[] varying = Fits.Rows(Count, Dimension), constant = With(varying, 4, 0.5f);
        AutoencoderOptions options = Options(new Plain(), [6], isMixed: false, isMasked: false);
        options.WarmStart = Autoencoder.Fit(new InMemoryRows(varying, Dimension), options);

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(constant, Dimension), options);

        Assert.NotEqual(model.Encode(constant), model.Encode(With(constant, 4, 1)));
    }

    /// <summary>Parameters that are all drawn at random, so that no weight is 0 already.</summary>
    private static NetworkParameters Drawn(NetworkArchitecture architecture)
    {
        var parameters = new NetworkParameters(new Variational().Definition.LayoutOf(architecture));
        new RandomStream(3, 99, 0).FillNormal(parameters.Values, 0);
        TensorPrimitives.Multiply(parameters.Values, 0.2f, parameters.Values);
        return parameters;
    }

    private static AutoencoderModel ModelOf(NetworkParameters parameters, InputScaling scaling) => new(new ModelContent(
        parameters,
        scaling,
        new Variational(),
        new Gaussian(),
        Seed: 1,
        new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = Count, ValidationRowCount = 0, SkippedRowCount = 0 }));
}
