using System.Diagnostics.CodeAnalysis;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Checks sizes before a kernel uses pointers. The checks also run in release builds:
/// a wrong size causes an exception, never a stray write.
/// </summary>
internal static class KernelGuard
{
    public static void Matrix(int length, int rows, int columns, string name)
    {
        if (rows < 0 || columns < 0 || length < (long)rows * columns)
        {
            Throw(name, $"{length} values were given, but a matrix of {rows} x {columns} was expected.");
        }
    }

    public static void Bias(int length, int columns, string name)
    {
        if (length != 0 && length < columns)
        {
            Throw(name, $"{length} values were given, but a bias for {columns} columns was expected.");
        }
    }

    public static void SameLength(int expected, int length, string name)
    {
        if (length != expected)
        {
            Throw(name, $"{length} values were given, but {expected} were expected.");
        }
    }

    [DoesNotReturn]
    private static void Throw(string name, string message) => throw new ArgumentException(message, name);
}
