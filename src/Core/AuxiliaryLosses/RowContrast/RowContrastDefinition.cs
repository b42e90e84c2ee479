using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>What follows from <see cref="RowContrast"/>.</summary>
internal sealed class RowContrastDefinition(RowContrast loss) : AuxiliaryDefinition
{
    /// <summary>The hidden layer of the projection head.</summary>
    public const string Hidden = "row_contrast.hidden";

    /// <summary>Its output layer.</summary>
    public const string Output = "row_contrast.output";

    // The width of both layers.
    private const int Width = 64;

    public override LossTerm Term => LossTerm.RowContrast;

    public override bool ReadsLabels => false;

    public override float? SwapProbability => loss.Probability;

    public override IReadOnlyList<TensorSpec> Tensors(NetworkArchitecture architecture, LabelEncoding? labels) =>
    [
        new($"{Hidden}.weight", Width, architecture.LatentDimension, TensorRole.HiddenWeight, LatentAxis.Columns),
        new($"{Hidden}.bias", 1, Width, TensorRole.Bias),
        new($"{Output}.weight", Width, Width, TensorRole.Weight),
        new($"{Output}.bias", 1, Width, TensorRole.Bias),
    ];

    public override AuxiliaryLayer CreateLayer(NetworkParameters parameters, LabelKind? labels, int batchSize) =>
        new RowContrastLayer(parameters, this, loss.Temperature, batchSize);
}
