using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Detection;

namespace MLNet.Autoencoder.Core.Tests.Detection;

/// <summary>Masked predictions in one evaluation equal those of masked copies of the rows.</summary>
public sealed class MaskedPredictionTests
{
    public static TheoryData<int, int, string> Networks()
    {
        var data = new TheoryData<int, int, string>();
        foreach (int kind in Enumerable.Range(0, TestKinds.All.Count))
        {
            data.Add(kind, 6, "9");
        }

        foreach (string hidden in (string[])["", "7", "12,5"])
        {
            data.Add(0, 5, hidden);
            data.Add(0, 40, hidden);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Each_slot_is_predicted_as_from_a_copy_of_the_row_in_which_it_is_masked(int kind, int d, string hidden)
    {
        var options = new AnomalyDetectorOptions
        {
            Kind = TestKinds.All[kind], Scaling = Scaling.None, LatentDimension = 4, Seed = 3, Epochs = 3, BatchSize = 16,
            HiddenLayers = hidden.Length == 0 ? [] : [.. hidden.Split(',').Select(int.Parse)],
        };
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(new InMemoryRows(Fits.Rows(60, d), d), options);
        float[] rows = Fits.Rows(50, d, seed: 5);

        float[] expected = detector.Expected(rows);

        AssertClose(FromCopies(detector, rows), expected);
    }

    [Fact]
    public void A_category_is_masked_as_a_whole()
    {
        var options = new AnomalyDetectorOptions { Scaling = Scaling.None, Reconstruction = Fits.Mixed, Seed = 3, Epochs = 3, BatchSize = 16 };
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(new InMemoryRows(Fits.MixedRows(120), 6), options);
        float[] rows = Fits.MixedRows(20);

        float[] expected = detector.Expected(rows);

        Assert.Equal(4, detector.MaskCount);
        AssertClose(FromCopies(detector, rows), expected);
        Assert.All(expected.Chunk(6), row => Assert.Equal(1, row[3] + row[4] + row[5], 1e-5));
    }

    [Fact]
    public void A_category_contributes_its_cross_entropy_over_the_mean_in_its_own_slot()
    {
        var options = new AnomalyDetectorOptions { Reconstruction = Fits.Mixed, Seed = 3, Epochs = 30 };
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(new InMemoryRows(Fits.MixedRows(600), 6), options);
        float[] normal = Fits.MixedRows(1), wrong = [.. normal];
        int category = Array.IndexOf(normal, 1f, 3);
        int other = category == 5 ? 3 : category == 3 ? 5 : 3;
        (wrong[category], wrong[other]) = (0, 1);

        float[] expected = detector.Expected(wrong), contributions = detector.Contributions(wrong);

        Assert.Equal(-Math.Log(expected[other]) / detector.Content.Scales[other], contributions[other], 1e-3 * contributions[other]);
        Assert.Equal(0, contributions[category]);
        Assert.True(contributions[other] > 3 * detector.Contributions(normal)[category]);
    }

    [Fact]
    public void An_unknown_category_counts_as_missing()
    {
        var options = new AnomalyDetectorOptions { Reconstruction = Fits.Mixed, Seed = 3, Epochs = 2 };
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(new InMemoryRows(Fits.MixedRows(100), 6), options);
        float[] row = Fits.MixedRows(1);
        Array.Clear(row, 3, 3);

        Assert.All(detector.Contributions(row)[3..], part => Assert.Equal(0, part));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(40)]
    public void Nothing_is_allocated_after_the_first_call(int d)
    {
        var options = new AnomalyDetectorOptions { Seed = 3, Epochs = 1 };
        var scorer = new DetectorScorer(Autoencoder.FitAnomalyDetector(new InMemoryRows(Fits.Rows(60, d), d), options));
        float[] rows = Fits.Rows(5, d), scores = new float[5], contributions = new float[rows.Length], expected = new float[rows.Length];
        scorer.Score(rows, scores, contributions, expected);

        long before = GC.GetAllocatedBytesForCurrentThread();
        scorer.Score(rows, scores, contributions, expected);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Masks each copy of a row by hand, and averages the reconstructions of masked slots over the rounds. Rows are not scaled.</summary>
    private static float[] FromCopies(AnomalyDetector detector, float[] rows)
    {
        int d = detector.Model.InputDimension;
        double[] sums = new double[rows.Length];
        int[][][] rounds = detector.Content.Masks!.Rounds.ToArray();
        foreach (int[] mask in rounds.SelectMany(round => round))
        {
            float[] copies = [.. rows.Select((value, i) => mask.Contains(i % d) ? 0 : value)];
            float[] reconstructions = detector.Model.Reconstruct(copies);
            for (int i = 0; i < rows.Length; i++)
            {
                sums[i] += mask.Contains(i % d) ? reconstructions[i] / (double)rounds.Length : 0;
            }
        }

        return [.. sums.Select(sum => (float)sum)];
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * (1 + Math.Abs(pair.First))));
}
