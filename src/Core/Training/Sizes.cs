using System.Globalization;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// The sizes that follow from the options together. Arrays have a maximum length, so whatever would not fit in one is rejected before the work begins, with
/// an error that blames the option to change.
/// </summary>
internal static class Sizes
{
    // Offset, scale, fill value, and center and width of heavy tails.
    private const int MaxScalingTensors = 5;

    /// <summary>The parameters of a fit.</summary>
    /// <param name="options">The options, each valid by itself.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="auxiliaryTensors">The tensors that only the fit needs.</param>
    /// <exception cref="ArgumentException">The network is too large for a file or a checkpoint, or a batch is too large for an array.</exception>
    public static ParameterLayout LayoutOf(AutoencoderOptions options, NetworkArchitecture architecture, IReadOnlyList<TensorSpec> auxiliaryTensors)
    {
        ThrowIfModelIsTooLarge(options, architecture);
        Int128 auxiliary = ParameterLayout.CountOf(auxiliaryTensors);
        if (auxiliary > 0 && CountOf(options, architecture) + auxiliary > ParameterLayout.MaxCount)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(options.AuxiliaryLosses)} need {auxiliary} parameters in addition to those of the network, but a fit holds at most "
                + $"{ParameterLayout.MaxCount} together. Make {nameof(options.LatentDimension)} smaller, use labels with fewer classes, or leave out the loss."));
        }

        ParameterLayout layout = options.Kind.Definition.LayoutOf(architecture, auxiliaryTensors);
        ThrowIfBatchIsTooLarge(options, layout);
        if (options.CheckpointPath is not null && layout.Count > CheckpointFile.MaxParameterCount)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(options.CheckpointPath)} is set, but the network has {layout.Count} parameters, and a checkpoint holds at most "
                + $"{CheckpointFile.MaxParameterCount}. Make {nameof(options.HiddenLayers)} or {nameof(options.LatentDimension)} smaller, or fit without checkpoints."));
        }

        return layout;
    }

    /// <summary>Throws if a checkpoint would be too large, which also depends on the number of rows.</summary>
    /// <param name="options">The options.</param>
    /// <param name="layout">The network.</param>
    /// <param name="validationRows">The number of validation rows, whose losses a checkpoint holds.</param>
    public static void ThrowIfCheckpointIsTooLarge(AutoencoderOptions options, ParameterLayout layout, int validationRows)
    {
        long count = CheckpointFile.CountOf(layout.Count, validationRows);
        if (options.CheckpointPath is not null && count > ParameterLayout.MaxCount)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(options.CheckpointPath)} is set, but {layout.Count} parameters and the losses of {validationRows} validation rows need {count} numbers "
                + $"in a checkpoint, which holds at most {ParameterLayout.MaxCount}. Pass fewer validation rows, or fit without checkpoints."));
        }
    }

    private static void ThrowIfBatchIsTooLarge(AutoencoderOptions options, ParameterLayout layout)
    {
        int maxRows = AutomaticSettings.MaxRowsOf(layout);
        if (Math.Max(options.BatchSize ?? 1, options.MaximumBatchSize ?? 1) is var rows && rows > maxRows)
        {
            string option = options.BatchSize > maxRows ? nameof(options.BatchSize) : nameof(options.MaximumBatchSize);
            throw Require.OutOfRange(option, rows, $"{maxRows} or less, because the widest layer has {AutomaticSettings.WidestLayerOf(layout)} values per row");
        }
    }

    /// <summary>Throws if the file of the model would be too large. Of hidden layers and latent units, blames what takes more.</summary>
    private static void ThrowIfModelIsTooLarge(AutoencoderOptions options, NetworkArchitecture architecture)
    {
        Int128 count = CountOf(options, architecture);
        if (count <= ParameterLayout.MaxCount)
        {
            return;
        }

        int d = architecture.InputDimension;
        Int128 CountWith(IReadOnlyList<int> hidden, int latent) => CountOf(options, new NetworkArchitecture(d, hidden, latent, architecture.Activation));
        Int128 MaxOf(Func<int, Int128> countWith) => 1 + ((ParameterLayout.MaxCount - countWith(1)) / (countWith(2) - countWith(1)));

        // The smallest network grows in proportion to the slots.
        if (CountWith([], 1) > ParameterLayout.MaxCount)
        {
            Int128 maxSlots = MaxOf(slots => CountOf(options, new NetworkArchitecture(slots, [], 1, architecture.Activation)));
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The rows have {d} slots, but a model holds at most {ParameterLayout.MaxCount} numbers, and even the smallest, with one latent unit and no "
                + $"hidden layers, would need {CountWith([], 1)}. Use rows of {maxSlots} slots or fewer."));
        }

        string reason = string.Create(
            CultureInfo.InvariantCulture, $"for rows of {d} slots (a model holds at most {ParameterLayout.MaxCount} numbers, and this one would need {count})");
        IReadOnlyList<int> hidden = architecture.HiddenLayers;
        int latent = architecture.LatentDimension;
        Int128 withOneUnit = CountWith(hidden, 1), withoutHidden = CountWith([], latent);
        if (withOneUnit < withoutHidden)
        {
            string units = withOneUnit > ParameterLayout.MaxCount ? "smaller" : $"{MaxOf(units => CountWith(hidden, units))} or less";
            throw Require.OutOfRange(nameof(options.LatentDimension), latent, $"{units} {reason}");
        }

        Int128 maxWidth = hidden.Count == 1 ? MaxOf(width => CountWith([width], latent)) : 0;
        string widths = maxWidth >= 1 ? $"[{maxWidth}] or narrower" : hidden.Count == 1 && withoutHidden <= ParameterLayout.MaxCount ? "[]" : "narrower";
        string given = (options.HiddenLayers is null ? "null, which stands for " : string.Empty) + $"[{string.Join(", ", hidden)}]";
        throw Require.OutOfRange(nameof(options.HiddenLayers), given, $"{widths} {reason}");
    }

    /// <summary>The numbers in the file of a model: parameters and scaling.</summary>
    private static Int128 CountOf(AutoencoderOptions options, NetworkArchitecture architecture) =>
        ParameterLayout.CountOf(architecture, options.Kind.Definition.LatentTensors(architecture)) + ((Int128)MaxScalingTensors * architecture.InputDimension);
}
