using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML
{
    public sealed class TransformsCatalog : IInternalCatalog
    {
        private readonly IHostEnvironment _environment;

        internal TransformsCatalog(IHostEnvironment env) => _environment = env;

        IHostEnvironment IInternalCatalog.Environment => _environment;
    }

    public static class TransformExtensionsCatalog
    {
        public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName) =>
            new(((IInternalCatalog)catalog).Environment, outputColumnName, inputColumnName);

        public static ColumnConcatenatingEstimator Concatenate(
            this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames) =>
            new(((IInternalCatalog)catalog).Environment, outputColumnName, inputColumnNames);
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>Hidden in ML.NET, reached through the seam: the environment behind a catalog.</summary>
    internal interface IInternalCatalog
    {
        IHostEnvironment Environment { get; }
    }
}
