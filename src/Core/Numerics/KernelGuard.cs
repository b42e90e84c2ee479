using System.Diagnostics.CodeAnalysis;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The checks that stand between a caller's sizes and the pointers of a kernel. They hold in release builds too:
/// a wrong size is an exception, never a stray write.
/// </summary>
internal static class KernelGuard
{
    public static void Matrix(int length, int rows, int columns, string name)
    {
        if (rows < 0 || columns < 0 || length < (long)rows * columns)
        {
            Throw(name, $"{length} values were given for a matrix of {rows} x {columns}.");
        }
    }

    public static void Bias(int length, int columns, string name)
    {
        if (length != 0 && length < columns)
        {
            Throw(name, $"{length} values were given for the bias of {columns} columns.");
        }
    }

    public static void SameLength(int expected, int length, string name)
    {
        if (length != expected)
        {
            Throw(name, $"{length} values were given where {expected} were expected.");
        }
    }

    [DoesNotReturn]
    private static void Throw(string name, string message) => throw new ArgumentException(message, name);
}
