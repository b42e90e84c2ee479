using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>The contrast of the rows of a batch with their second views, in groups of consecutive rows.</summary>
internal sealed class TorchRowContrast(TorchParameters parameters, RowContrast loss) : TorchAuxiliaryLoss(loss.Definition)
{
    private readonly TorchDense _hidden = parameters.Dense(parameters.Layout.Dense(RowContrastDefinition.Hidden));
    private readonly TorchDense _output = parameters.Dense(parameters.Layout.Dense(RowContrastDefinition.Output));

    /// <inheritdoc/>
    protected override Tensor RowLosses(Tensor codes, Tensor? view, TorchBatch batch)
    {
        Tensor directions = Project(codes), viewDirections = Project(view!);
        return directions.shape[0] <= RowContrastLayer.MaxGroup
            ? GroupLosses(directions, viewDirections)
            : cat([.. Groups(directions).Zip(Groups(viewDirections), GroupLosses)]);
    }

    private static Tensor[] Groups(Tensor rows) => rows.split(RowContrastLayer.MaxGroup);

    /// <summary>The directions of W₂·max(0, W₁·z + b₁) + b₂.</summary>
    private Tensor Project(Tensor codes) => TorchDirections.Of(_output.Forward(nn.functional.relu(_hidden.Forward(codes))));

    /// <summary>−log(exp(uᵢ·vᵢ/τ) / Σₖ exp(uᵢ·vₖ/τ)) for each row i of a group.</summary>
    private Tensor GroupLosses(Tensor directions, Tensor viewDirections)
    {
        Tensor similarities = directions.mm(viewDirections.t()).DividedBy(loss.Temperature);
        return nn.functional.log_softmax(similarities, 1).diagonal().neg();
    }
}
