using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>The texts of a library's error codes.</summary>
internal sealed unsafe class MpiErrors(nint library)
{
    /// <summary>MPI_SUCCESS.</summary>
    public const int Success = 0;

    // The largest MPI_MAX_ERROR_STRING of the three ABIs.
    private const int MaxText = 512;

    private readonly delegate* unmanaged[Cdecl]<int, byte*, int*, int> _errorString =
        (delegate* unmanaged[Cdecl]<int, byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Error_string");

    public string TextOf(int code)
    {
        byte* text = stackalloc byte[MaxText];
        int length;
        return _errorString(code, text, &length) == Success ? Marshal.PtrToStringUTF8((nint)text, length) : $"error {code}";
    }
}
