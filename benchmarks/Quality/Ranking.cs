namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>How well scores rank rows.</summary>
internal static class Ranking
{
    /// <summary>The area under the ROC curve: how often a row with label 1 has a higher score than one with label 0. Ties count half.</summary>
    public static double Area(double[] scores, float[] labels)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(row => scores[row])];
        double ranks = 0;
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            while (end < order.Length && scores[order[end]] == scores[order[start]])
            {
                end++;
            }

            // Tied rows share the mean of their ranks, which count from 1.
            ranks += order[start..end].Count(row => labels[row] == 1) * (start + end + 1) / 2.0;
            start = end;
        }

        double positives = labels.Count(label => label == 1), negatives = labels.Length - positives;
        return (ranks - (positives * (positives + 1) / 2)) / (positives * negatives);
    }
}
