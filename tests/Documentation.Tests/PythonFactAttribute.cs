namespace MLNet.Autoencoder.Tests;

/// <summary>A test that runs Python; skipped, by name, where it or a library is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    /// <param name="library">What it needs beside NumPy.</param>
    public PythonFactAttribute(string library = "numpy") =>
        Skip = Python.Has(library) ? null : $"Needs Python with {(library == "numpy" ? "numpy" : "numpy and " + library)}.";
}
