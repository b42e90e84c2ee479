namespace MLNet.Autoencoder.Tests;

/// <summary>A test that runs Python. It is skipped if Python or a library is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    /// <param name="library">The library that the test needs in addition to NumPy.</param>
    public PythonFactAttribute(string library = "numpy") =>
        Skip = Python.Has(library) ? null : $"Needs Python with {(library == "numpy" ? "numpy" : "numpy and " + library)}.";
}
