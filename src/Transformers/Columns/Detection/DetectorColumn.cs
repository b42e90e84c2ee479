using Microsoft.ML;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>
/// A column that an anomaly detector can add: its names in options, model files and ONNX files, its type, and how its values are computed. Stateless;
/// <see cref="DetectorColumns.All"/> contains one instance of each.
/// </summary>
internal abstract class DetectorColumn
{
    /// <summary>The option, and the property of the transformer, that holds the column's name.</summary>
    public abstract string Option { get; }

    /// <summary>The attribute of the model file that holds the column's name. Part of the file format.</summary>
    public abstract string Attribute { get; }

    /// <summary>Whether every detector has the column.</summary>
    public virtual bool IsRequired => false;

    /// <summary>Whether the values depend on expected values, which are converted to the units of the input only if a column needs them.</summary>
    public virtual bool NeedsExpected => false;

    /// <summary>The name of the ONNX output with the same values, unless the name of the column takes precedence.</summary>
    public abstract string OnnxName { get; }

    /// <summary>The description of the ONNX output, for readers of the file.</summary>
    public abstract string OnnxDescription { get; }

    /// <summary>
    /// Explains, as the end of a message, why detectors with a score cannot have the column and what to do instead; <see langword="null"/> if they can.
    /// </summary>
    public virtual string? ObstacleIn(AnomalyScore score) => null;

    /// <summary>The column as the transformer delivers it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">The columns that are read.</param>
    public abstract DataViewSchema.DetachedColumn Deliver(string name, IReadOnlyList<DataViewSchema.Column> inputs);

    /// <summary>The column as the estimator promises it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">The columns that are read.</param>
    public abstract SchemaShape.Column Promise(string name, IReadOnlyList<SchemaShape.Column> inputs);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the column's type.</summary>
    /// <param name="row">The row whose values it returns.</param>
    /// <param name="rows">The rows that it belongs to.</param>
    public abstract Delegate GetterOf(ScoredRow row, ScoredAnomalies rows);

    /// <summary>The column as an output of a graph.</summary>
    /// <param name="name">The name of the output.</param>
    /// <param name="detector">The detector.</param>
    public abstract OnnxValue OnnxValueOf(string name, AnomalyDetector detector);

    /// <summary>Adds nodes that compute the column to a graph; the last one has the output's name.</summary>
    public abstract void AddTo(DetectorGraph graph, OnnxValue output);
}
