using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What stands behind an <see cref="MLContext"/>, and, as a host, behind one component of it.</summary>
internal sealed class LocalEnvironment : IHost, ICancelable, IHostEnvironmentInternal
{
    private readonly LocalEnvironment _parent;
    private readonly string _name;
    private volatile bool _canceled;

    public LocalEnvironment(int? seed) => Rand = seed is { } value ? new Random(value) : new Random();

    private LocalEnvironment(LocalEnvironment parent, string name, int seed)
    {
        _parent = parent;
        _name = name;
        Rand = new Random(seed);
    }

    /// <summary>Raised on the environment itself, with the full name of the source.</summary>
    public event Action<string, ChannelMessage> Logged;

    public Random Rand { get; }

    public string ContextDescription => "HostEnvironment";

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public bool IsCanceled => _canceled || _parent is { IsCanceled: true };

    public void CancelExecution() => _canceled = true;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentOutOfRangeException(nameof(name), "name cannot be null or empty");
        }

        lock (Rand)
        {
            return new LocalEnvironment(this, name, seed ?? Rand.Next());
        }
    }

    public IChannel Start(string name) => new Channel(this, name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => throw new NotSupportedException("The contract double has channels only.");

    public IProgressChannel StartProgressChannel(string name) => new Progress();

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        ex.Data["Throwing component"] = "Environment";
        ex.Data["ML_IsMarked"] = 1;
        return ex;
    }

    private void Send(string source, ChannelMessage message)
    {
        LocalEnvironment root = this;
        while (root._parent is not null)
        {
            root = root._parent;
        }

        root.Logged?.Invoke(_name is null ? source : $"{_name}; {source}", message);
    }

    private sealed class Channel : IChannel
    {
        private readonly LocalEnvironment _environment;
        private readonly string _name;
        private readonly long _started = System.Diagnostics.Stopwatch.GetTimestamp();
        private bool _disposed;

        public Channel(LocalEnvironment environment, string name)
        {
            _environment = environment;
            _name = name;
            Trace(MessageSensitivity.None, "Channel started");
        }

        public string ContextDescription => _name;

        public TException Process<TException>(TException ex)
            where TException : Exception => _environment.Process(ex);

        public void Send(ChannelMessage msg) => _environment.Send(_name, msg);

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Trace, sensitivity, fmt);

        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(ChannelMessageKind.Trace, sensitivity, Format(fmt, args));

        public void Error(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Error, sensitivity, fmt);

        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(ChannelMessageKind.Error, sensitivity, Format(fmt, args));

        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Warning, sensitivity, fmt);

        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(ChannelMessageKind.Warning, sensitivity, Format(fmt, args));

        public void Info(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Info, sensitivity, fmt);

        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(ChannelMessageKind.Info, sensitivity, Format(fmt, args));

        public void Dispose()
        {
            if (!_disposed)
            {
                _disposed = true;
                TimeSpan elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(_started);
                Trace(MessageSensitivity.None, $"Channel finished. Elapsed {elapsed:c}.");
                Trace(MessageSensitivity.None, "Channel disposed");
            }
        }

        private static string Format(string fmt, object[] args) => string.Format(CultureInfo.InvariantCulture, fmt, args);

        private void Send(ChannelMessageKind kind, MessageSensitivity sensitivity, string message) =>
            Send(new ChannelMessage(kind, sensitivity, message));
    }

    /// <summary>As in ML.NET, what is reported here does not reach <see cref="MLContext.Log"/>.</summary>
    private sealed class Progress : IProgressChannel
    {
        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
        {
        }

        public void Checkpoint(params double?[] values)
        {
        }

        public IProgressChannel StartProgressChannel(string name) => this;

        public void Dispose()
        {
        }
    }
}
