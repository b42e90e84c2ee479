using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training;

/// <summary>The state of a fit at the end of an epoch, except for its best parameters. A checkpoint holds both.</summary>
internal sealed class FitState(int parameterCount, int latentDimension)
{
    // A unit that fires for a hundredth of the rows that others fire for, on average, has settled for a few rows that nothing else explains.
    private const double DeadShare = 0.01;

    /// <summary>Parameters and moments at the end of the last good epoch.</summary>
    public TrainingState Training { get; } = new(parameterCount);

    public FitProgress.State Progress { get; set; } = new();

    public List<TrainingEpoch> Epochs { get; } = [];

    public LossTerms? Start { get; set; }

    /// <summary>v at the end of the last good epoch.</summary>
    public double NoiseVariance { get; set; }

    /// <summary>The loss of each validation row in the epoch with the lowest loss so far.</summary>
    public RowLosses BestRowLosses { get; set; } = new(0);

    /// <summary>Which latent units fired for none or hardly any of the rows in the last epoch.</summary>
    public bool[] DeadUnits { get; } = new bool[latentDimension];

    /// <summary>Sets the maximum number of epochs, which files do not store in each epoch.</summary>
    public void SetTotalEpochs(int total)
    {
        for (int i = 0; i < Epochs.Count; i++)
        {
            Epochs[i] = Epochs[i] with { TotalEpochs = total };
        }
    }

    /// <summary>Marks the units that hardly fired in the last epoch, for a kind that revives dead units.</summary>
    public void MarkDeadUnits(CodeStatistics codes, KindDefinition kind)
    {
        double mean = codes.L0 / DeadUnits.Length;
        for (int unit = 0; unit < DeadUnits.Length && kind.RevivesDeadUnits; unit++)
        {
            DeadUnits[unit] = codes.Density(unit) <= DeadShare * mean;
        }
    }
}
