namespace MLNet.Autoencoder.Training;

/// <summary>All there is to know of a fit at the end of an epoch, beside its best parameters: what a checkpoint holds.</summary>
internal sealed class FitState(int parameterCount, int latentDimension)
{
    private TrainingState _training = new(parameterCount);
    private TrainingState _candidate = new(parameterCount);

    /// <summary>Parameters and moments at the end of the last good epoch.</summary>
    public TrainingState Training => _training;

    /// <summary>Those of the epoch that has just ended, until it is known to be good.</summary>
    public TrainingState Candidate => _candidate;

    public FitProgress.State Progress { get; set; } = new();

    public List<TrainingEpoch> Epochs { get; } = [];

    public LossTerms? Start { get; set; }

    /// <summary>Which latent units answered to no row in the last epoch.</summary>
    public bool[] DeadUnits { get; } = new bool[latentDimension];

    public void KeepCandidate() => (_training, _candidate) = (_candidate, _training);

    /// <summary>Takes note of which units of a sparse code answered in the last epoch.</summary>
    public void NoteDeadUnits(CodeStatistics codes, AutoencoderKind kind)
    {
        for (int unit = 0; unit < DeadUnits.Length && kind is Sparse { Sparsity: TopK }; unit++)
        {
            DeadUnits[unit] = !codes.Answered(unit);
        }
    }
}
