using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>What the latent units of a model do on a set of rows: which are used, how much information they carry, and how they correlate.</summary>
/// <remarks>It holds the codes of the rows, without zeros: up to 4 bytes per row and unit.</remarks>
public sealed class LatentDiagnostics
{
    /// <summary>The density below which a unit fires rarely.</summary>
    internal const double MaxRareDensity = 1e-3;

    /// <summary>The cosine above which the directions of two units are duplicates.</summary>
    internal const double MaxDistinctCosine = 0.9;

    private readonly UnitCodes _codes;

    internal LatentDiagnostics(IReadOnlyList<LatentUnit> units, UnitCodes codes)
    {
        Units = units;
        _codes = codes;
    }

    /// <summary>The units, in the order of the latent slots, <c>[q]</c>.</summary>
    public IReadOnlyList<LatentUnit> Units { get; }

    /// <summary>The number of units that distinguish rows.</summary>
    public int ActiveUnits => Units.Count(unit => unit.IsActive);

    /// <summary>
    /// 1 − Σ‖x − x̂‖² / Σ‖x − x̄‖² over the rows in scaled units, where x̂ is decoded from the means and x̄ is the mean row: 1 is a perfect
    /// reconstruction, 0 is no better than the mean row.
    /// </summary>
    public double ExplainedVariance { get; internal init; }

    /// <summary>FVU, the fraction of variance unexplained: 1 − <see cref="ExplainedVariance"/>.</summary>
    public double UnexplainedVariance => 1 - ExplainedVariance;

    /// <summary>The variance explained by as many principal components of the same rows: the most that a linear autoencoder can explain.</summary>
    public double PrincipalComponentsExplainedVariance { get; internal init; }

    /// <summary>The number of rows that were measured.</summary>
    public long RowCount { get; internal init; }

    /// <summary>
    /// L0: the number of units that fire for a row, that is, whose code is not 0, as a mean over the rows; 0 to q. It is q unless codes are sparse.
    /// </summary>
    public double L0 { get; internal init; }

    /// <summary>The number of dead units, which fire for none of the rows. The fewer rows there are, the more units seem dead.</summary>
    public int DeadUnits => Units.Count(unit => unit.Density == 0);

    /// <summary>
    /// The number of units that fire rarely: for at least one row, but fewer than 1 row in 1,000. With 1,000 rows or fewer, there can be none.
    /// </summary>
    public int RareUnits => Units.Count(unit => unit.Density is > 0 and < MaxRareDensity);

    /// <summary>
    /// How many units have which density: the number of units in each quarter of a power of ten, from the lowest density that a unit can have with this number
    /// of rows to 1. <see cref="DeadUnits"/> are left out.
    /// </summary>
    public IReadOnlyList<DensityBin> DensityHistogram { get; internal init; } = [];

    /// <summary>
    /// The number of units with a near duplicate: another unit whose direction in the decoder has a cosine of more than 0.9 with theirs, see
    /// <see cref="LatentUnit.NearestCosine"/>.
    /// </summary>
    public int DuplicateUnits => Units.Count(unit => unit.NearestCosine > MaxDistinctCosine);

    /// <summary>
    /// The relative reconstruction bias γ = argmin_g E‖x̂ / g − x‖² = E‖x̂‖² / E(x̂·x) over the rows in scaled units (Rajamanoharan et al., Improving Dictionary
    /// Learning with Gated Sparse Autoencoders, 2024): 1 if no factor on all reconstructions would improve them, less than 1 if reconstructions are too small.
    /// It is the counterpart of <see cref="LatentUnit.Shrinkage"/>, which is a factor on codes and therefore more than 1 in that case.
    /// </summary>
    /// <value>
    /// <see langword="null"/> if the model has slots that are not continuous, or if no positive factor is best. If most of a row is an offset, as without
    /// scaling, γ is near 1 whatever the codes are.
    /// </value>
    public double? RelativeReconstructionBias { get; internal init; }

    /// <summary>
    /// Pearson's correlation between the codes of two units over the rows. Each call computes it, in time proportional to the rows for which the units fire.
    /// </summary>
    /// <param name="first">A unit, 0 to q − 1.</param>
    /// <param name="second">Another, or the same.</param>
    /// <returns>−1 to 1; 0 if one of them does not vary.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A unit does not exist.</exception>
    public double Correlation(int first, int second)
    {
        ThrowUnlessUnit(first, nameof(first));
        ThrowUnlessUnit(second, nameof(second));
        return _codes.Correlation(first, second);
    }

    private void ThrowUnlessUnit(int unit, string argument)
    {
        if (unit < 0 || unit >= Units.Count)
        {
            throw Require.OutOfRange(argument, unit, $"0 to {Units.Count - 1}");
        }
    }
}
