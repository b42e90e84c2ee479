using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>Loads an MPI library and finds out which ABI it has.</summary>
internal static unsafe class MpiLibrary
{
    // What MPI_Get_library_version of MPICH and of the libraries with its ABI contains.
    private static readonly string[] MpichFamily = ["MPICH", "MVAPICH", "Intel(R) MPI"];

    /// <summary>Loads the first library that exists.</summary>
    /// <param name="names">File names, which the system's loader looks for, or paths.</param>
    /// <param name="name">The name of the library that was loaded.</param>
    /// <param name="library">The library; 0 if none was loaded.</param>
    /// <returns>Null, or why none was loaded, from the system's loader.</returns>
    public static DllNotFoundException? TryLoad(IEnumerable<string> names, out string name, out nint library)
    {
        (name, library) = (string.Empty, 0);
        DllNotFoundException? failure = null;
        foreach (string candidate in names)
        {
            try
            {
                (name, library) = (candidate, NativeLibrary.Load(candidate));
                return null;
            }
            catch (DllNotFoundException failed)
            {
                failure ??= failed;
            }
        }

        return failure;
    }

    /// <summary>Initializes a library.</summary>
    /// <exception cref="InvalidOperationException">The library is not one of MPI, has an unknown ABI, or cannot be used as it is.</exception>
    public static IMpi Start(nint library, string name)
    {
        if (!NativeLibrary.TryGetExport(library, "MPI_Get_library_version", out _))
        {
            throw new InvalidOperationException($"{name} is not a library of MPI 3 or later: it has no function MPI_Get_library_version.");
        }

        // First the standard ABI: a library of it may depend on another with the implementation, whose exports the system's loader finds as well.
        if (HasStandardAbi(library))
        {
            return new MpiFunctions<nint>(library, MpiConstants.Standard);
        }

        if (NativeLibrary.TryGetExport(library, MpiConstants.OpenMpiWorld, out _))
        {
            return new MpiFunctions<nint>(library, MpiConstants.OpenMpi(library));
        }

        string version = MpiVersion.Of(library);
        return MpichFamily.Any(member => version.Contains(member, StringComparison.Ordinal))
            ? new MpiFunctions<int>(library, MpiConstants.Mpich)
            : throw new InvalidOperationException(
                $"{name}, {version}, has an unknown binary interface. Supported are Open MPI, MPICH, libraries that are compatible with MPICH, and libraries with "
                + "the standard ABI of MPI 5.");
    }

    /// <summary>The version of the standard ABI is −1 in a library that knows the function but has an ABI of its own.</summary>
    private static bool HasStandardAbi(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "MPI_Abi_get_version", out nint export))
        {
            return false;
        }

        int major, minor;
        return ((delegate* unmanaged[Cdecl]<int*, int*, int>)export)(&major, &minor) == MpiErrors.Success && major >= 1;
    }
}
