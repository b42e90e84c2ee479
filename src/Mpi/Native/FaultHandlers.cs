using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>
/// Keeps the signal handlers of the .NET runtime, which turn faults of the processor into exceptions such as <see cref="NullReferenceException"/>. Transport
/// libraries that MPI loads, such as UCX, replace them by handlers that print a stack trace and end the process.
/// </summary>
internal sealed unsafe class FaultHandlers : IDisposable
{
    // SIGILL, SIGTRAP, SIGBUS, SIGFPE and SIGSEGV, which have the same numbers on all processors of .NET for Linux.
    private static readonly int[] Signals = [4, 5, 7, 8, 11];

    // More than struct sigaction has on any of them (152 bytes in glibc). Its content does not matter: it is only handed back.
    private const int ActionSize = 256;

    private readonly byte[] _actions = new byte[checked(ActionSize * Signals.Length)];

    /// <summary>Remembers the handlers. Those that are installed until this object is disposed are replaced by them.</summary>
    public FaultHandlers() => Exchange(isRestored: false);

    public void Dispose() => Exchange(isRestored: true);

    private void Exchange(bool isRestored)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var sigaction = (delegate* unmanaged[Cdecl]<int, byte*, byte*, int>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "sigaction");
        fixed (byte* actions = _actions)
        {
            for (int i = 0; i < Signals.Length; i++)
            {
                byte* action = actions + ((nint)ActionSize * i);
                _ = isRestored ? sigaction(Signals[i], action, null) : sigaction(Signals[i], null, action);
            }
        }
    }
}
