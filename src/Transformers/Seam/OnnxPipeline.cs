extern alias internals;

using Microsoft.ML.Data;
using internals::Microsoft.ML.Model.OnnxConverter;

namespace MLNet.Autoencoder.Seam;

/// <summary>The graph that ML.NET's conversion to ONNX is building, and the columns that it knows, in ordinary types.</summary>
/// <remarks>Use it only inside <see cref="IOnnxDataView.AddTo"/>, which <see cref="MLNetInternals"/> guards against missing members.</remarks>
/// <param name="context">The conversion.</param>
internal sealed class OnnxPipeline(OnnxContext context)
{
    /// <summary>Fails the conversion if its operators are older than a version.</summary>
    /// <param name="version">The version of the operators of ONNX's default domain.</param>
    /// <param name="transformer">The transformer that needs it.</param>
    public void RequireOperatorSet(int version, string transformer) => context.CheckOpSetVersion(version, transformer);

    /// <summary>Whether the graph computes a column.</summary>
    public bool Contains(string column) => context.ContainsColumn(column);

    /// <summary>Marks a column as one that the graph does not compute.</summary>
    public void Remove(string column) => context.RemoveColumn(column);

    /// <summary>The variable that holds a column.</summary>
    public string VariableOf(string column) => context.GetVariableName(column);

    /// <summary>Adds a variable for a column.</summary>
    /// <returns>The name of the variable.</returns>
    public string AddColumn(string column, DataViewType type) => context.AddIntermediateVariable(type, column);

    /// <summary>Adds a variable that is not a column. The conversion keeps all names in one list, so choose a name that no column has.</summary>
    /// <returns>The name of the variable.</returns>
    public string AddVariable(string name) => context.AddIntermediateVariable(null, name, skip: true);

    /// <summary>Adds a constant scalar.</summary>
    /// <returns>The name of its variable.</returns>
    public string AddConstant(string name, float value) => context.AddInitializer(value, name);

    /// <summary>Adds a constant tensor.</summary>
    /// <returns>The name of its variable.</returns>
    public string AddConstant(string name, IEnumerable<long> shape, float[] values) => context.AddInitializer(values, shape, name);

    /// <summary>Adds a constant vector of integers.</summary>
    /// <returns>The name of its variable.</returns>
    public string AddConstant(string name, params long[] values) => context.AddInitializer(values, [values.Length], name);

    /// <summary>Adds a node.</summary>
    /// <param name="operation">The operator, of ONNX's default domain.</param>
    /// <param name="inputs">The variables that it reads.</param>
    /// <param name="outputs">The variables that it writes.</param>
    /// <param name="attributes">Its attributes, each a list of integers or, if <c>IsList</c> is false, a single integer.</param>
    public void AddNode(
        string operation,
        IEnumerable<string> inputs,
        IEnumerable<string> outputs,
        IEnumerable<(string Name, IReadOnlyList<long> Values, bool IsList)> attributes)
    {
        OnnxNode node = context.CreateNode(operation, inputs, outputs, context.GetNodeName(operation), domain: "");
        foreach (var (name, values, isList) in attributes)
        {
            if (isList)
            {
                node.AddAttribute(name, values);
            }
            else
            {
                node.AddAttribute(name, values[0]);
            }
        }
    }
}
