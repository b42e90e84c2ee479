namespace MLNet.Autoencoder.Report.Findings;

/// <summary>The reconstruction errors of all rows, in one of the two units.</summary>
internal sealed class ErrorList
{
    private readonly double[] _errors;
    private readonly int[] _ranked;

    /// <param name="isScaled">Whether the errors are in scaled units, not in those of the input.</param>
    /// <param name="errors">The errors, <c>[n]</c>.</param>
    public ErrorList(bool isScaled, double[] errors)
    {
        IsScaled = isScaled;
        _errors = errors;
        _ranked = [.. Enumerable.Range(0, errors.Length).OrderBy(row => errors[row]).ThenBy(row => row)];
    }

    /// <summary>Whether the errors are those of <see cref="AutoencoderModel.ScaledReconstructionErrors"/>.</summary>
    public bool IsScaled { get; }

    /// <summary>The units, to follow the word error in a text; empty for those of the input.</summary>
    public string Units => IsScaled ? " in scaled units" : string.Empty;

    /// <summary>The errors, <c>[n]</c>.</summary>
    public IReadOnlyList<double> Values => _errors;

    /// <summary>The error that a fraction of the rows does not exceed.</summary>
    public double Quantile(double fraction) => _errors[_ranked[RankOf(fraction)]];

    /// <summary>Rows from the best to the worst reconstructed, at even intervals in the order of their errors.</summary>
    public IReadOnlyList<int> FromBestToWorst(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _ranked[RankOf(count == 1 ? 0.5 : (double)i / (count - 1))]).Distinct()];

    /// <summary>The worst reconstructed rows, the worst first.</summary>
    public IReadOnlyList<int> Worst(int count) => [.. Enumerable.Reverse(_ranked).Take(count)];

    private int RankOf(double fraction) => (int)Math.Round(fraction * (_errors.Length - 1));
}
