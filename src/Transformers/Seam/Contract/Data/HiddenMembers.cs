// The members of Microsoft.ML.Data that the library needs but the package hides. Signatures only: see Seam/README.md.
using System.Collections.Generic;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data
{
    public interface IInternalCatalog
    {
        IHostEnvironment Environment { get; }
    }

    public interface IDataTransform : IDataView, ICanSaveModel
    {
        IDataView Source { get; }
    }
}

namespace Microsoft.ML.Model.OnnxConverter
{
    public interface ICanSaveOnnx
    {
        bool CanSaveOnnx(OnnxContext ctx);
    }

    public interface ISaveAsOnnx : ICanSaveOnnx
    {
        void SaveAsOnnx(OnnxContext ctx);
    }

    public interface ITransformCanSaveOnnx : ISaveAsOnnx, Data.IDataTransform
    {
    }

    public abstract class OnnxContext
    {
        public abstract string GetNodeName(string prefix);

        public abstract bool ContainsColumn(string colName);

        public abstract void CheckOpSetVersion(int thisTransformerMinumumOpSetVersion, string registerTransformerName);

        public abstract void RemoveColumn(string colName, bool removeVariable = false);

        public abstract string GetVariableName(string colName);

        public abstract string AddIntermediateVariable(Data.DataViewType? type, string colName, bool skip = false);

        public abstract OnnxNode CreateNode(string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, string name, string? domain = null);

        public abstract string AddInitializer(float value, string? name = null, bool makeUniqueName = true);

        public abstract string AddInitializer(IEnumerable<float> values, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true);

        public abstract string AddInitializer(IEnumerable<long> values, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true);
    }

    public abstract class OnnxNode
    {
        public abstract void AddAttribute(string argName, long value);

        public abstract void AddAttribute(string argName, IEnumerable<long> value);
    }
}
