namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="Plain"/>: nothing is corrupted.</summary>
internal sealed class PlainDefinition : LinearCodeDefinition
{
    public override bool CorruptsInput => false;

    public override bool DecidesCorruption => false;

    public override bool CorruptsValidation => false;

    public override Corruption? CorruptionFor(Func<double> spread) => null;
}
