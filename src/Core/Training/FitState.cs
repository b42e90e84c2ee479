using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder.Training;

/// <summary>The state of a fit at the end of an epoch, except for its best parameters. A checkpoint holds both.</summary>
internal sealed class FitState(int parameterCount, int latentDimension)
{
    /// <summary>Parameters and moments at the end of the last good epoch.</summary>
    public TrainingState Training { get; } = new(parameterCount);

    public FitProgress.State Progress { get; set; } = new();

    public List<TrainingEpoch> Epochs { get; } = [];

    public LossTerms? Start { get; set; }

    /// <summary>Which latent units fired for no row in the last epoch.</summary>
    public bool[] DeadUnits { get; } = new bool[latentDimension];

    /// <summary>Marks the units that did not fire in the last epoch, for a kind that revives dead units.</summary>
    public void MarkDeadUnits(CodeStatistics codes, KindDefinition kind)
    {
        for (int unit = 0; unit < DeadUnits.Length && kind.RevivesDeadUnits; unit++)
        {
            DeadUnits[unit] = !codes.Fired(unit);
        }
    }
}
