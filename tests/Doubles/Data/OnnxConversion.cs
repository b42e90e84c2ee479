using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    /// <summary>Hidden in ML.NET: a view that says what it adds to.</summary>
    internal interface IDataTransform : IDataView, ICanSaveModel
    {
        IDataView Source { get; }
    }
}

namespace Microsoft.ML.Model.OnnxConverter
{
    /// <summary>Hidden in ML.NET: something that may be able to add itself to a graph.</summary>
    internal interface ICanSaveOnnx
    {
        bool CanSaveOnnx(OnnxContext ctx);
    }

    /// <summary>Hidden in ML.NET: something that adds itself to a graph.</summary>
    internal interface ISaveAsOnnx : ICanSaveOnnx
    {
        void SaveAsOnnx(OnnxContext ctx);
    }

    /// <summary>Hidden in ML.NET: a view that can be converted to ONNX.</summary>
    internal interface ITransformCanSaveOnnx : ISaveAsOnnx, IDataTransform
    {
    }

    /// <summary>Hidden in ML.NET: a graph that is being built. The conversion itself is in a package of its own.</summary>
    internal abstract class OnnxContext
    {
        public abstract string GetNodeName(string prefix);

        public abstract bool ContainsColumn(string colName);

        public abstract void CheckOpSetVersion(int thisTransformerMinumumOpSetVersion, string registerTransformerName);

        public abstract void RemoveColumn(string colName, bool removeVariable = false);

        public abstract string GetVariableName(string colName);

        public abstract string AddIntermediateVariable(DataViewType type, string colName, bool skip = false);

        public abstract OnnxNode CreateNode(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, string name, string domain = null);

        public abstract string AddInitializer(float value, string name = null, bool makeUniqueName = true);

        public abstract string AddInitializer(IEnumerable<float> values, IEnumerable<long> dims, string name = null, bool makeUniqueName = true);

        public abstract string AddInitializer(IEnumerable<long> values, IEnumerable<long> dims, string name = null, bool makeUniqueName = true);
    }

    /// <summary>Hidden in ML.NET: a node of such a graph.</summary>
    internal abstract class OnnxNode
    {
        public abstract void AddAttribute(string argName, long value);

        public abstract void AddAttribute(string argName, IEnumerable<long> value);
    }
}
