using Microsoft.ML;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>
/// A column that the transformer can add: its names in options, model files and ONNX files, its type, and how its values are computed.
/// Stateless; <see cref="OutputColumns.All"/> contains one instance of each.
/// </summary>
internal abstract class OutputColumn
{
    /// <summary>The option, and the property of the transformer, that holds the column's name.</summary>
    public abstract string Option { get; }

    /// <summary>The attribute of the model file that holds the column's name. Part of the file format.</summary>
    public abstract string Attribute { get; }

    /// <summary>A plural noun for the column's values, for messages.</summary>
    public abstract string Content { get; }

    /// <summary>Whether every transformer must have the column.</summary>
    public virtual bool IsRequired => false;

    /// <summary>Whether the values depend on log-variances, which are computed only if a column needs them.</summary>
    public virtual bool NeedsLogVariances => false;

    /// <summary>Whether the values depend on the decoder.</summary>
    public virtual bool NeedsDecoder => false;

    /// <summary>The name of the ONNX output with the same values, unless the name of the column takes precedence.</summary>
    public abstract string OnnxName { get; }

    /// <summary>The description of the ONNX output, for readers of the file.</summary>
    public abstract string OnnxDescription { get; }

    /// <summary>
    /// Explains, as the end of a message, why autoencoders of a kind cannot have the column and what to do instead; <see langword="null"/> if
    /// they can.
    /// </summary>
    public virtual string? ObstacleIn(AutoencoderKind kind) => null;

    /// <summary>The column as the transformer delivers it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">The columns that are read.</param>
    /// <param name="model">The model.</param>
    public abstract DataViewSchema.DetachedColumn Deliver(string name, IReadOnlyList<DataViewSchema.Column> inputs, AutoencoderModel model);

    /// <summary>The column as the estimator promises it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">The columns that are read.</param>
    public abstract SchemaShape.Column Promise(string name, IReadOnlyList<SchemaShape.Column> inputs);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the column's type.</summary>
    /// <param name="row">The row whose values it returns.</param>
    public abstract Delegate GetterOf(ScoredRow row);

    /// <summary>The column as an output of a graph.</summary>
    /// <param name="name">The name of the output.</param>
    /// <param name="model">The model.</param>
    public OnnxOutput AsOnnxOutput(string name, AutoencoderModel model) => new(new OnnxValue(name, WidthIn(model), OnnxDescription), AddTo);

    /// <summary>The number of values in a row.</summary>
    protected abstract int WidthIn(AutoencoderModel model);

    /// <summary>Adds nodes that compute the column to a graph; the last one has the output's name.</summary>
    protected abstract void AddTo(AutoencoderGraph graph, OnnxValue output);
}
