using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>What codes say about classes.</summary>
public class CentroidProbeTests
{
    private const float Missing = float.NaN;

    private static TrainingBatch Batch(float[] codes, float[] labels)
    {
        var batch = new TrainingBatch(labels.Length, 1, [SlotRange.Continuous(0, 1)], [LossTerm.SquaredError], BatchParts.Labeled) { Count = labels.Length };
        codes.CopyTo(batch.Codes);
        labels.CopyTo(batch.LabelBuffer);
        return batch;
    }

    [Fact]
    public void A_held_out_row_counts_if_the_mean_code_of_its_class_is_the_nearest()
    {
        var probe = new CentroidProbe(classes: 3, dimension: 1);

        // The means are 0 and 10; nothing is known of the third class.
        probe.Learn(Batch([-1, 1, 10, 99], [0, 0, 1, Missing]));
        probe.FindCentroids(Ranks.Alone);
        probe.Judge(Batch([2, 4, 6, 7, 5.5f], [0, 1, 1, 2, Missing]));

        Assert.Equal(2 / 4.0, probe.Accuracy);
    }

    [Fact]
    public void Every_epoch_starts_with_nothing()
    {
        var probe = new CentroidProbe(classes: 2, dimension: 1);
        probe.Learn(Batch([0, 10], [0, 1]));
        probe.FindCentroids(Ranks.Alone);
        probe.Judge(Batch([1], [1]));

        probe.Clear();
        Assert.Null(probe.Accuracy);
        probe.Learn(Batch([10, 0], [0, 1]));
        probe.FindCentroids(Ranks.Alone);
        probe.Judge(Batch([1], [1]));

        Assert.Equal(1, probe.Accuracy);
    }

    [Fact]
    public void Only_a_fit_to_classes_reports_it()
    {
        float[] rows = Fits.Rows(300, 6);
        float[] labels = [.. Enumerable.Range(0, 300).Select(row => rows[(6 * row) + 1] > rows[(6 * row) + 4] ? 1f : 0)];
        AutoencoderOptions options = Fits.Options();
        options.ValidationFraction = 0.3f;

        IReadOnlyList<TrainingEpoch> epochs = Autoencoder.Fit(new InMemoryRows(rows, 6, labels: labels), options).History.Epochs;

        Assert.All(epochs, epoch => Assert.InRange(epoch.CentroidAccuracy!.Value, 0, 1));
        Assert.All(Autoencoder.Fit(new InMemoryRows(rows, 6), options).History.Epochs, epoch => Assert.Null(epoch.CentroidAccuracy));
    }
}
