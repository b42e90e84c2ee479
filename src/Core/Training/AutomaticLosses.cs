using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Training;

/// <summary>The auxiliary losses of a fit whose options set none.</summary>
/// <remarks>
/// A linear trainer separates two classes by one direction, which a head finds; making each class a single cluster asks for more than most tables have.
/// Nearest neighbors need more than a direction: many classes gain from clusters, and numbers from codes in the order of the numbers. docs/choosing.md has
/// the measurements.
/// </remarks>
internal static class AutomaticLosses
{
    private const float WeightOfNumbers = 10;

    /// <param name="labels">Labels that distinguish rows.</param>
    public static IReadOnlyList<AuxiliaryLoss> For(LabelEncoding labels) => labels switch
    {
        { Kind: LabelKind.Number } => [new LabelHead { Weight = WeightOfNumbers }, new SupervisedContrastive()],
        { Classes.Count: 2 } => [new LabelHead()],
        _ => [new LabelHead(), new SupervisedContrastive()],
    };
}
