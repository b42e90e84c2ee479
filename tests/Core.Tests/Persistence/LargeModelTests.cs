using System.Globalization;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

/// <summary>Files with correct checksums whose sizes are those of no sensible model: each works or is refused.</summary>
public class LargeModelTests
{
    private const int Large = 1 << 22;

    /// <summary>Millions of slots, of hidden units and of latent units. In a zip file, such a model of zeros takes a few hundred kilobytes.</summary>
    [Theory]
    [InlineData(Large, 0, 1)]
    [InlineData(1, Large, 1)]
    [InlineData(1, 0, Large)]
    public void A_model_of_millions_of_units_in_any_layer_loads_and_works(int slots, int hidden, int latent)
    {
        AutoencoderModel model = AutoencoderModel.Load(Saved(new NetworkArchitecture(slots, hidden == 0 ? [] : [hidden], latent, Activation.Relu)));
        float[] rows = new float[2 * slots];
        (rows[slots - 1], rows[^1]) = (1, 2);

        float[] codes = model.Encode(rows);
        float[] decoded = model.Decode(codes);

        // The first unit is twice the last slot, and the last slot is three times the last unit, plus 5.
        Assert.Equal([2f, 4f], [codes[0], codes[latent]]);
        float[] ofLastUnit = [codes[latent - 1], codes[^1]];
        Assert.Equal(ofLastUnit.Select(unit => (3 * unit) + 5), [decoded[slots - 1], decoded[^1]]);
    }

    /// <summary>The memory is only taken as bytes arrive.</summary>
    [Theory]
    [InlineData(1 << 26, "cut short")]
    [InlineData(1 << 28, "does not describe a valid network")]
    [InlineData(int.MaxValue, "does not describe a valid network")]
    public void A_file_that_only_claims_to_be_large_is_refused(int slots, string message)
    {
        byte[] file = Claiming(slots);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<FormatException>(() => AutoencoderModel.Load(new MemoryStream(file)));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static MemoryStream Saved(NetworkArchitecture architecture)
    {
        AutoencoderKind kind = new Plain();
        var parameters = new NetworkParameters(kind.Definition.LayoutOf(architecture));
        (parameters.Layout.EncoderSkip ?? parameters.Layout.EncoderMean).Weight(parameters.Values)[architecture.InputDimension - 1] = 2;
        (parameters.Layout.DecoderSkip ?? parameters.Layout.DecoderOutput).Weight(parameters.Values)[^1] = 3;
        parameters.Layout.DecoderOutput.Bias(parameters.Values)[^1] = 5;
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0 };
        var stream = new MemoryStream();
        new AutoencoderModel(new ModelContent(
            parameters, InputScaling.Identity(architecture.InputDimension), kind, new Gaussian(), Seed: 1, history)).Save(stream);
        stream.Position = 0;
        return stream;
    }

    /// <summary>A header of version 1 without the tensors that it describes.</summary>
    private static byte[] Claiming(int slots)
    {
        (string Name, int[] Shape)[] tensors =
        [
            ("encoder.mean.weight", [1, slots]), ("encoder.log_variance.weight", [1, slots]), ("encoder.mean.bias", [1]), ("encoder.log_variance.bias", [1]),
            ("decoder.output.weight", [slots, 1]), ("decoder.output.bias", [slots]),
        ];
        KeyValuePair<string, string>[] metadata =
        [
            new("format", "MLNet.Autoencoder"), new("format_version", "1"), new("input_dimension", slots.ToString(CultureInfo.InvariantCulture)),
            new("hidden_layers", "[]"), new("latent_dimension", "1"), new("activation", "Tanh"), new("kl_weight", "1"), new("reconstruction", "Gaussian"),
            new("seed", "1"), new("row_count", "1"), new("skipped_row_count", "0"), new("history", "[]"),
        ];
        using var stream = new MemoryStream();
        Safetensors.Write(stream, metadata, tensors, []);
        return stream.ToArray();
    }
}
