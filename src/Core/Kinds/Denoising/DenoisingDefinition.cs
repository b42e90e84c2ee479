namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="Denoising"/>: undoing the corruption is the task, so validation rows are corrupted too.</summary>
internal sealed class DenoisingDefinition(Denoising kind) : LinearCodeDefinition
{
    public override bool CorruptsInput => true;

    public override bool DecidesCorruption => true;

    public override bool CorruptsValidation => true;

    public override Corruption? CorruptionFor(Func<double> spread) => kind.Corruption;
}
