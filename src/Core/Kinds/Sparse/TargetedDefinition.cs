namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from a <see cref="TargetedSparsity"/>.</summary>
internal abstract class TargetedDefinition(TargetedSparsity sparsity) : DictionaryDefinition
{
    public override int NestedCodes => sparsity.MatryoshkaLevels;

    /// <summary>k.</summary>
    protected int ActiveUnitsIn(NetworkParameters parameters) => sparsity.ActiveUnitsOf(parameters.Architecture.LatentDimension);
}
