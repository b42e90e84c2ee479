using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>What the latent units of a model do on a set of rows: which are used, how much information they carry, and how they correlate.</summary>
public sealed class LatentDiagnostics
{
    private readonly double[] _correlations;

    internal LatentDiagnostics(
        IReadOnlyList<LatentUnit> units, double[] correlations, double explainedVariance, double principalComponentsExplainedVariance, long rowCount)
    {
        Units = units;
        _correlations = correlations;
        ExplainedVariance = explainedVariance;
        PrincipalComponentsExplainedVariance = principalComponentsExplainedVariance;
        RowCount = rowCount;
    }

    /// <summary>The units, in the order of the latent slots, <c>[q]</c>.</summary>
    public IReadOnlyList<LatentUnit> Units { get; }

    /// <summary>The number of units that distinguish rows.</summary>
    public int ActiveUnits => Units.Count(unit => unit.IsActive);

    /// <summary>
    /// 1 − Σ‖x − x̂‖² / Σ‖x − x̄‖² over the rows in scaled units, where x̂ is decoded from the means and x̄ is the mean row: 1 is a perfect
    /// reconstruction, 0 is no better than the mean row.
    /// </summary>
    public double ExplainedVariance { get; }

    /// <summary>The variance explained by as many principal components of the same rows: the most that a linear autoencoder can explain.</summary>
    public double PrincipalComponentsExplainedVariance { get; }

    /// <summary>The number of rows that were measured.</summary>
    public long RowCount { get; }

    /// <summary>Pearson's correlation between the codes of two units over the rows.</summary>
    /// <param name="first">A unit, 0 to q − 1.</param>
    /// <param name="second">Another, or the same.</param>
    /// <returns>−1 to 1; 0 if one of them does not vary.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A unit does not exist.</exception>
    public double Correlation(int first, int second)
    {
        ThrowUnlessUnit(first, nameof(first));
        ThrowUnlessUnit(second, nameof(second));
        return _correlations[(first * Units.Count) + second];
    }

    private void ThrowUnlessUnit(int unit, string argument)
    {
        if (unit < 0 || unit >= Units.Count)
        {
            throw Require.OutOfRange(argument, unit, $"0 to {Units.Count - 1}");
        }
    }
}

/// <summary>What one latent unit does on a set of rows.</summary>
/// <param name="Mean">The mean of its code.</param>
/// <param name="Variance">The variance of its code.</param>
/// <param name="KlDivergence">
/// The Kullback-Leibler divergence of its distribution from N(0, 1), in nats, averaged over the rows; 0 if codes have no distribution.
/// </param>
/// <param name="Influence">
/// How far the reconstruction moves if the unit is held at its mean: the squared distance in scaled units, averaged over the rows.
/// </param>
/// <param name="IsActive">Whether it distinguishes rows, see <see cref="TrainingEpoch.ActiveUnits"/>.</param>
public sealed record LatentUnit(double Mean, double Variance, double KlDivergence, double Influence, bool IsActive);
