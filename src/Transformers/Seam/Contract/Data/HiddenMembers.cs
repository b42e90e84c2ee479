// The members of Microsoft.ML.Data that the library needs and that the package hides. Signatures only: see Seam/README.md.
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data
{
    public interface IInternalCatalog
    {
        IHostEnvironment Environment { get; }
    }
}
