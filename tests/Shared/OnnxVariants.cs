using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests;

/// <summary>Models with different graphs, and usable and unusable rows for them.</summary>
internal static class OnnxVariants
{
    private static readonly ReconstructionLoss[] Reconstructions =
    [
        new Gaussian(),
        new Bernoulli(),
        new Mixed { Slots = [SlotRange.Continuous(0, 2), SlotRange.Binary(2, 2), SlotRange.OneHot(4, 3), SlotRange.OneHot(8, 2)] },
    ];

    /// <summary>
    /// Every kind with every reconstruction loss, activation and depth, with and without missing values; and with heavy tails where slots can have them.
    /// </summary>
    public static TheoryData<TestNetwork> All()
    {
        var networks = new TheoryData<TestNetwork>();
        foreach (AutoencoderKind kind in TestKinds.All)
        {
            foreach (ReconstructionLoss reconstruction in Reconstructions)
            {
                foreach (Activation activation in Enum.GetValues<Activation>())
                {
                    foreach (int[] hidden in (int[][])[[], [6], [9, 5]])
                    {
                        networks.Add(new TestNetwork(activation, kind, reconstruction, hidden, BatchParts.None));
                        networks.Add(new TestNetwork(activation, kind, reconstruction, hidden, BatchParts.Missing));
                    }
                }
            }

            foreach (ReconstructionLoss reconstruction in Reconstructions.Where(reconstruction => reconstruction is not Bernoulli))
            {
                networks.Add(new TestNetwork(Activation.Silu, kind, reconstruction, [6], BatchParts.None) { HasTails = true });
                networks.Add(new TestNetwork(Activation.Silu, kind, reconstruction, [6], BatchParts.Missing) { HasTails = true });
            }
        }

        return networks;
    }

    /// <summary>Networks whose code keeps three of nine units: with every activation, and without hidden layers, as is the default for such codes.</summary>
    public static TheoryData<TestNetwork> KeepingThree() => OfSparsity([new TopK { ActiveUnits = 3 }], [.. Enum.GetValues<Activation>()]);

    /// <summary>Networks whose units fire above a threshold, with and without hidden layers.</summary>
    public static TheoryData<TestNetwork> WithThresholds() =>
        OfSparsity([new BatchTopK { ActiveUnits = 3 }, new JumpRelu { ActiveUnits = 3 }, new Gated()], [Activation.Silu]);

    /// <summary>The model as a fit would create it: only continuous slots are scaled, so that nothing is with Bernoulli.</summary>
    public static AutoencoderModel Model(TestNetwork network)
    {
        float[] offset = new float[TestNetwork.InputDimension], scale = new float[TestNetwork.InputDimension];
        float[] centers = new float[TestNetwork.InputDimension], widths = new float[TestNetwork.InputDimension];
        Array.Fill(scale, 1);
        foreach (SlotRange range in network.Reconstruction.SlotsOf(TestNetwork.InputDimension).Where(range => range.Kind == SlotKind.Continuous))
        {
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                (offset[slot], scale[slot]) = (0.5f * slot, 2 - (0.1f * slot));
                (centers[slot], widths[slot]) = slot % 2 == 0 ? (3 - slot, 0.2f + slot) : (0, 0);
            }
        }

        float[] fillValues = network.Parts.HasFlag(BatchParts.Missing) ? Array.ConvertAll(offset, value => value + 0.25f) : [];
        TailScale? tails = network.HasTails ? new TailScale(centers, widths) : null;
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0 };
        return new AutoencoderModel(new ModelContent(
            network.Parameters(), new InputScaling(offset, scale, fillValues, tails), network.Kind, network.Reconstruction, Seed: 7, history));
    }

    /// <summary>Rows in the units of the input: some with missing values if the model allows them, and some unusable.</summary>
    /// <param name="network">The network.</param>
    /// <param name="count">The number of rows; 1 or more.</param>
    public static float[] Rows(TestNetwork network, int count)
    {
        const int D = TestNetwork.InputDimension;
        TrainingBatch batch = network.Batch(count, count);
        float[] rows = batch.Rows.ToArray();
        InputScaling scaling = Model(network).Content.Scaling;
        scaling.Undo(rows);
        for (int i = 0; i < batch.Observed.Length; i++)
        {
            rows[i] = batch.Observed[i] == 0 ? float.NaN : rows[i];
        }

        (int Row, int Slot, float Value)[] unusable = [(1, 3, float.NaN), (2, 0, float.PositiveInfinity), (4, 9, float.NegativeInfinity)];
        foreach ((int row, int slot, float value) in unusable)
        {
            if (row < count)
            {
                rows[(row * D) + slot] = value;
            }
        }

        if (count > 5)
        {
            rows.AsSpan(5 * D, D).Fill(float.NaN);
            rows.AsSpan(6 * D, D).Clear();
        }

        return rows;
    }

    /// <summary>A transformer that reads a scalar and two vectors and adds every column that the kind has.</summary>
    public static AutoencoderFeaturesTransformer Transformer(TestNetwork network) => new(Model(network), FeatureColumns
        .Create(new InputColumns(["Age", "Pixels", "City"]), TestColumns.AllOf(network.Kind), network.Kind)
        .FittedTo(Table([]).Schema));

    /// <summary>The rows as a data view with the transformer's input columns.</summary>
    public static IDataView Table(float[] rows) => new MLContext().Data.LoadFromEnumerable(
        rows.Chunk(TestNetwork.InputDimension).Select(row => new Row { Age = row[0], Pixels = row[1..6], City = row[6..] }));

    /// <summary>The rows as the inputs of a graph.</summary>
    public static Dictionary<string, float[]> Inputs(float[] rows) => new()
    {
        ["Age"] = [.. rows.Chunk(TestNetwork.InputDimension).Select(row => row[0])],
        ["Pixels"] = [.. rows.Chunk(TestNetwork.InputDimension).SelectMany(row => row[1..6])],
        ["City"] = [.. rows.Chunk(TestNetwork.InputDimension).SelectMany(row => row[6..])],
    };

    private static TheoryData<TestNetwork> OfSparsity(Sparsity[] rules, Activation[] activations)
    {
        var networks = new TheoryData<TestNetwork>();
        foreach (Sparsity rule in rules)
        {
            var kind = new Sparse { Sparsity = rule };
            networks.Add(new TestNetwork(activations[0], kind, new Gaussian(), [], BatchParts.None));
            foreach (Activation activation in activations)
            {
                networks.Add(new TestNetwork(activation, kind, new Gaussian(), [6], BatchParts.None));
            }
        }

        return networks;
    }

    public sealed class Row
    {
        public float Age { get; init; }

        [VectorType(5)]
        public float[] Pixels { get; init; } = [];

        [VectorType(4)]
        public float[] City { get; init; } = [];
    }
}
