using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Columns;

/// <summary>A column with one value for each latent unit, <c>Vector&lt;Single&gt;</c> of q.</summary>
/// <param name="slotPrefix">The part of a slot's name before its number.</param>
internal abstract class LatentUnitColumn(string slotPrefix) : VectorColumn
{
    public sealed override DataViewSchema.DetachedColumn Deliver(
        string name, IReadOnlyList<DataViewSchema.Column> inputs, AutoencoderModel model) => new(
        name, new VectorDataViewType(NumberDataViewType.Single, model.LatentDimension), SlotNames.Numbered(slotPrefix, model.LatentDimension));

    public sealed override SchemaShape.Column Promise(string name, IReadOnlyList<SchemaShape.Column> inputs) =>
        MLNetInternals.ShapeColumn(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, SlotNames.Shape());

    protected sealed override int WidthIn(AutoencoderModel model) => model.LatentDimension;
}
