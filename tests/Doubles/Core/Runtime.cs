namespace Microsoft.ML.Runtime;

public interface IExceptionContext
{
    TException Process<TException>(TException ex)
        where TException : Exception;
}

public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);
}

public interface IHostEnvironment : IChannelProvider
{
    IHost Register(string name, int? seed = null, bool? verbose = null);
}

public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}

public interface IChannel : IDisposable
{
    void Info(MessageSensitivity sensitivity, string fmt);
    void Warning(MessageSensitivity sensitivity, string fmt);
}

[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 1,
    Schema = 2,
    All = -1,
}

/// <summary>Hidden in ML.NET: what a long computation asks from time to time.</summary>
internal interface ICancelable
{
    bool IsCanceled { get; }
}

/// <summary>Hidden in ML.NET: the GPU that the context names.</summary>
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    bool FallbackToCpu { get; set; }
    int? GpuDeviceId { get; set; }
}
