using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class MLContext : IHostEnvironmentInternal, ICancelable
{
    private readonly Random _random;
    private volatile bool _canceled;

    public MLContext(int? seed = null)
    {
        _random = seed is { } value ? new Random(value) : new Random();
        Transforms = new TransformsCatalog(this);
        Model = new ModelOperationsCatalog(this);
        Data = new DataOperationsCatalog();
    }

    public event EventHandler<LoggingEventArgs> Log;

    public TransformsCatalog Transforms { get; }
    public ModelOperationsCatalog Model { get; }
    public DataOperationsCatalog Data { get; }
    public bool FallbackToCpu { get; set; }
    public int? GpuDeviceId { get; set; }

    bool ICancelable.IsCanceled => _canceled;

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => new Host(this, name, seed ?? _random.Next());
    IChannel IChannelProvider.Start(string name) => new Channel(this, name);
    TException IExceptionContext.Process<TException>(TException ex) => ex;

    /// <summary>Hidden in ML.NET too; AutoML reaches it by being its friend.</summary>
    internal void CancelExecution() => _canceled = true;

    /// <summary>The context as one component sees it, with randomness of its own.</summary>
    private sealed class Host(MLContext context, string name, int seed) : IHost
    {
        public Random Rand { get; } = new(seed);

        public IHost Register(string part, int? seed, bool? verbose) => new Host(context, $"{name}; {part}", seed ?? Rand.Next());
        public IChannel Start(string activity) => new Channel(context, $"{name}; {activity}");

        public TException Process<TException>(TException ex)
            where TException : Exception => ex;
    }

    private sealed class Channel(MLContext context, string source) : IChannel
    {
        public void Info(MessageSensitivity sensitivity, string fmt) => Send("Info", fmt);
        public void Warning(MessageSensitivity sensitivity, string fmt) => Send("Warning", fmt);

        public void Dispose()
        {
        }

        private void Send(string kind, string message) => context.Log?.Invoke(context, new($"[Source={source}, Kind={kind}] {message}"));
    }
}

public class LoggingEventArgs(string message) : EventArgs
{
    public string Message { get; } = message;
}
