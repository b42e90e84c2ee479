using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>The values of the options that follow the data unless they are set.</summary>
/// <remarks>
/// The rule: the number of steps is nearly the same for any number of rows n, since batches grow with the square root of n, and epochs fall with its
/// power 0.36. A wide row needs a wide hidden layer more than it needs many epochs, which fall with the power 1.25 of the layer's width.
/// docs/models.md has the measurements.
/// </remarks>
internal static class AutomaticSettings
{
    // The batch size and the number of epochs for a table of 1,800 rows.
    private const double Rows = 1_800;
    private const double BatchSizeAtRows = 48;
    private const int EpochsAtRows = 400;
    private const double BatchExponent = 0.5;
    private const double EpochExponent = 0.36;

    // The width of the hidden layer. More weights than this between input and hidden layer would be slow, and take memory.
    private const int MinHiddenUnits = 128;
    private const int MaxHiddenUnits = 512;
    private const int MaxWeights = 1 << 20;
    private const double WidthExponent = 1.25;

    // The units of a dictionary. One that fires for few rows learns these rows by heart.
    private const int UnitsPerSlot = 8;
    private const int MaxUnits = 4_096;
    private const double RowsPerUnit = 32;

    // The learning rate relative to the values of an atom.
    private const float DictionaryLearningRate = 0.08f;

    // Fewer rows in a step would leave the arithmetic idle; more would not make it faster.
    private const int MinBatchSize = 8;
    private const int MaxBatchSize = 4_096;

    /// <summary>The settings of a fit.</summary>
    /// <param name="options">The options.</param>
    /// <param name="layout">The network, with the tensors of auxiliary losses.</param>
    /// <param name="rows">The number of training rows.</param>
    /// <param name="readsLabels">Whether the fit reads labels.</param>
    public static TrainingSettings Of(AutoencoderOptions options, ParameterLayout layout, long rows, bool readsLabels = false)
    {
        int slots = layout.Architecture.InputDimension;
        int largest = Math.Min(options.MaximumBatchSize ?? int.MaxValue, MaxRowsOf(layout));
        int batchSize = options.BatchSize ?? Math.Min(AutomaticBatchSize(rows), largest);
        return new TrainingSettings
        {
            Epochs = options.Epochs ?? AutomaticEpochs(rows, slots),
            BatchSize = batchSize,
            MaximumBatchSize = Math.Max(batchSize, options.MaximumBatchSize ?? 0),
            WeightDecay = options.WeightDecay ?? options.Kind.Definition.DefaultWeightDecay(rows, slots, readsLabels),
        };
    }

    /// <summary>The number of latent units of a fit whose options set none.</summary>
    /// <param name="kind">What follows from the kind.</param>
    /// <param name="slots">d.</param>
    /// <param name="rows">The number of training rows.</param>
    public static int LatentDimension(KindDefinition kind, int slots, long rows)
    {
        if (!kind.HasDictionary)
        {
            return AutoencoderOptions.Defaults.LatentDimension;
        }

        long wanted = Math.Min((long)UnitsPerSlot * slots, MaxUnits);
        long learnable = (long)Math.Min(MaxUnits, (double)rows * AutomaticActiveUnits.Of(slots) / RowsPerUnit);
        return (int)Math.Max(Math.Min(wanted, learnable), 1);
    }

    /// <summary>
    /// The learning rate of a fit whose options set none. Adam moves every value by about the learning rate, and the values of an atom, whose length is 1, are
    /// about 1/√d.
    /// </summary>
    /// <param name="kind">What follows from the kind.</param>
    /// <param name="slots">d.</param>
    public static float LearningRate(KindDefinition kind, int slots) =>
        kind.HasDictionary ? DictionaryLearningRate / MathF.Sqrt(slots) : AutoencoderOptions.Defaults.LearningRate;

    /// <summary>The number of rows whose values in the widest layer fit in one array.</summary>
    public static int MaxRowsOf(ParameterLayout layout) => Array.MaxLength / WidestLayerOf(layout);

    /// <summary>The number of values of a row in the widest layer.</summary>
    public static int WidestLayerOf(ParameterLayout layout) => Math.Max(
        Math.Max(layout.Architecture.InputDimension, checked(2 * layout.Architecture.LatentDimension)),
        layout.Tensors.Where(tensor => !tensor.IsVector).Max(tensor => tensor.Rows));

    /// <summary>The width of the hidden layer for rows of a number of slots.</summary>
    public static int HiddenUnits(int slots)
    {
        int units = PowerOfTwo(slots / 2.0, MinHiddenUnits, MaxHiddenUnits);
        while (units > MinHiddenUnits && (long)units * slots > MaxWeights)
        {
            units /= 2;
        }

        return units;
    }

    private static int AutomaticBatchSize(long rows) => PowerOfTwo(BatchSizeAtRows * Power(rows / Rows, BatchExponent), MinBatchSize, MaxBatchSize);

    /// <summary>The closest power of two from a smallest to a largest one.</summary>
    private static int PowerOfTwo(double wanted, int smallest, int largest)
    {
        int power = smallest;
        while (power < largest && power * Math.Sqrt(2) < wanted)
        {
            power *= 2;
        }

        return power;
    }

    /// <summary>As many epochs as the rule says. In smaller tables than that of 1,800 rows, more passes find nothing more.</summary>
    private static int AutomaticEpochs(long rows, int slots)
    {
        double epochs = Math.Min(EpochsAtRows, EpochsAtRows / Power(rows / Rows, EpochExponent));
        return (int)Math.Max(1, Math.Round(epochs / Power((double)HiddenUnits(slots) / MinHiddenUnits, WidthExponent)));
    }

    /// <summary>A power of a positive number. Unlike Math.Pow, it gives the same bits with every C library.</summary>
    private static double Power(double value, double exponent) => ScalarFunctions.Exp(exponent * ScalarFunctions.Log(value));
}
