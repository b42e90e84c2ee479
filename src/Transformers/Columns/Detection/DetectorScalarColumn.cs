using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Columns;

/// <summary>A column of one value per row.</summary>
/// <param name="type">The type of the values.</param>
/// <param name="scoreValueKind">What the value is in ML.NET's terms, <c>Score</c> for example; <see langword="null"/> if it has none for it.</param>
internal abstract class DetectorScalarColumn(PrimitiveDataViewType type, string? scoreValueKind) : DetectorColumn
{
    public sealed override DataViewSchema.DetachedColumn Deliver(string name, IReadOnlyList<DataViewSchema.Column> inputs) =>
        new(name, type, scoreValueKind is null ? DataViewSchema.Annotations.Empty : ScoreAnnotations.Of(scoreValueKind));

    public sealed override SchemaShape.Column Promise(string name, IReadOnlyList<SchemaShape.Column> inputs) =>
        MLNetInternals.ShapeColumn(name, SchemaShape.Column.VectorKind.Scalar, type, scoreValueKind is null ? null : ScoreAnnotations.Shape());

    public sealed override OnnxValue OnnxValueOf(string name, AnomalyDetector detector) =>
        new(name, 1, OnnxDescription, IsBoolean: type == BooleanDataViewType.Instance);
}
