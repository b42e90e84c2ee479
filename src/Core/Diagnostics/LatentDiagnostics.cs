using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>What the latent units of a model do on some rows: which are used, how much they tell, and how they go together.</summary>
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

    /// <summary>How many of them tell rows apart.</summary>
    public int ActiveUnits => Units.Count(unit => unit.IsActive);

    /// <summary>
    /// 1 − Σ‖x − x̂‖² / Σ‖x − x̄‖² over the rows in scaled units, x̂ being decoded from the means and x̄ the mean row: 1 for perfect
    /// reconstructions, 0 for the mean.
    /// </summary>
    public double ExplainedVariance { get; }

    /// <summary>The same of as many principal components, fitted to these very rows: the most that a linear autoencoder could explain of them.</summary>
    public double PrincipalComponentsExplainedVariance { get; }

    /// <summary>The rows that were looked at.</summary>
    public long RowCount { get; }

    /// <summary>Pearson's correlation of the codes of two units over the rows.</summary>
    /// <param name="first">A unit, 0 to q − 1.</param>
    /// <param name="second">Another, or the same.</param>
    /// <returns>−1 to 1; 0 where one of them does not vary.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
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

/// <summary>What one latent unit does on some rows.</summary>
/// <param name="Mean">The mean of its code.</param>
/// <param name="Variance">The variance of its code.</param>
/// <param name="KlDivergence">
/// The Kullback-Leibler divergence of its distribution from N(0, 1), in nats, as a mean over the rows; 0 where codes have no distribution.
/// </param>
/// <param name="Influence">
/// How far the reconstruction moves when the unit is held at its mean: the squared distance in scaled units, as a mean over the rows.
/// </param>
/// <param name="IsActive">Whether it tells rows apart, see <see cref="TrainingEpoch.ActiveUnits"/>.</param>
public sealed record LatentUnit(double Mean, double Variance, double KlDivergence, double Influence, bool IsActive);
