using MLNet.Autoencoder.Diagnostics;

namespace MLNet.Autoencoder.Training;

/// <summary>All there is to know of a fit at the end of an epoch, beside its best parameters: what a checkpoint holds.</summary>
internal sealed class FitState(int parameterCount, int latentDimension)
{
    /// <summary>Parameters and moments at the end of the last good epoch.</summary>
    public TrainingState Training { get; } = new(parameterCount);

    public FitProgress.State Progress { get; set; } = new();

    public List<TrainingEpoch> Epochs { get; } = [];

    public LossTerms? Start { get; set; }

    /// <summary>Which latent units answered to no row in the last epoch.</summary>
    public bool[] DeadUnits { get; } = new bool[latentDimension];

    /// <summary>Takes note of which units of a sparse code answered in the last epoch.</summary>
    public void NoteDeadUnits(CodeStatistics codes, AutoencoderKind kind)
    {
        for (int unit = 0; unit < DeadUnits.Length && kind is Sparse { Sparsity: TopK }; unit++)
        {
            DeadUnits[unit] = !codes.Answered(unit);
        }
    }
}
