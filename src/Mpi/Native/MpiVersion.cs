using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>The name and version of a library.</summary>
internal static unsafe partial class MpiVersion
{
    // The largest MPI_MAX_LIBRARY_VERSION_STRING of the three ABIs.
    private const int MaxText = 8192;

    /// <summary>Calls MPI_Get_library_version, which works before MPI is initialized.</summary>
    public static string Of(nint library)
    {
        var libraryVersion = (delegate* unmanaged[Cdecl]<byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Get_library_version");
        byte* text = stackalloc byte[MaxText];
        int length;
        return libraryVersion(text, &length) == MpiErrors.Success ? Shortened(Marshal.PtrToStringUTF8((nint)text, length)) : "an unknown MPI";
    }

    /// <summary>
    /// The name and number at the start: <c>Open MPI v4.1.4</c> of <c>Open MPI v4.1.4, package: …</c>, and <c>MPICH 4.0.2</c> of
    /// <c>MPICH Version:      4.0.2</c> and ten more lines.
    /// </summary>
    internal static string Shortened(string text) => VersionLabel().Replace(text.Split('\n', ',')[0].Trim('\0', ' ', '\r'), " ");

    [GeneratedRegex(@"\s*[Vv]ersion\s*:?\s*|\s+")]
    private static partial Regex VersionLabel();
}
