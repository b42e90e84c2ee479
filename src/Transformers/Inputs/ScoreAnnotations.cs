using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Inputs;

/// <summary>The annotations by which ML.NET recognizes the columns of an anomaly detector, both for a schema and for the shape that a trainer promises.</summary>
internal static class ScoreAnnotations
{
    private const string ColumnKind = "ScoreColumnKind";
    private const string ValueKind = "ScoreValueKind";

    /// <summary>The annotations.</summary>
    /// <param name="valueKind"><c>Score</c> or <c>PredictedLabel</c>.</param>
    public static DataViewSchema.Annotations Of(string valueKind)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        Add(builder, ColumnKind, "AnomalyDetection");
        Add(builder, ValueKind, valueKind);
        return builder.ToAnnotations();
    }

    /// <summary>The shape of the annotations.</summary>
    public static SchemaShape Shape() => new([Text(ColumnKind), Text(ValueKind)]);

    private static void Add(DataViewSchema.Annotations.Builder builder, string kind, string text) =>
        builder.Add(kind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = text.AsMemory());

    private static SchemaShape.Column Text(string kind) => MLNetInternals.ShapeColumn(kind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance);
}
