using System.Diagnostics;
using System.Globalization;
using MLNet.Autoencoder;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Shows the progress of fits in a terminal: epoch, loss by term, rows per second, remaining time. Silent if output is redirected.</summary>
internal sealed class LiveProgress : IProgress<TrainingEpoch>
{
    private const int WidthWithoutBar = 58;

    private readonly int _fits;
    private readonly ProgressTask _task;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _fit = 1;

    // Written by the training thread, read by the drawing thread.
    private volatile TrainingEpoch? _latest;
    private volatile bool _isFinished;

    private LiveProgress(int fits, ProgressTask task)
    {
        _fits = fits;
        _task = task;
    }

    /// <summary>Runs fits and shows their progress.</summary>
    /// <param name="options">The options of the fits. This method sets their progress, so <paramref name="fit"/> must create the estimator.</param>
    /// <param name="fit">Creates the estimator and fits it.</param>
    /// <param name="fits">The number of consecutive fits, as in a cross-validation.</param>
    /// <returns>What <paramref name="fit"/> returns.</returns>
    public static T Run<T>(AutoencoderOptions options, Func<T> fit, int fits = 1)
    {
        Capabilities terminal = AnsiConsole.Profile.Capabilities;
        if (Console.IsOutputRedirected || !terminal.Interactive || !terminal.Ansi)
        {
            return fit();
        }

        LiveProgress? progress = null;
        Console.CancelKeyPress += ShowCursor;
        try
        {
            // Spectre draws ten times per second on its own thread. The training thread only stores its figures.
            return AnsiConsole.Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn { Width = Math.Clamp(AnsiConsole.Profile.Width - WidthWithoutBar, 8, 40) },
                    new PercentageColumn(),
                    new TextColumn(() => progress?.Rate() ?? string.Empty),
                    new TextColumn(() => progress?.Time() ?? string.Empty))
                .UseRenderHook((bar, _) => new Rows(bar, progress?.Losses() ?? Text.Empty))
                .Start(context =>
                {
                    progress = new LiveProgress(fits, context.AddTask("reading rows"));
                    options.Progress = progress;
                    T result = fit();
                    progress.Finish();
                    return result;
                });
        }
        finally
        {
            Console.CancelKeyPress -= ShowCursor;
        }
    }

    /// <inheritdoc/>
    public void Report(TrainingEpoch value)
    {
        if (value.Epoch <= (_latest?.Epoch ?? 0))
        {
            _fit++;
        }

        _latest = value;
        _task.MaxValue = (double)_fits * value.TotalEpochs;
        _task.Value = ((_fit - 1) * (double)value.TotalEpochs) + value.Epoch;
        _task.Description = Invariant($"{(_fits > 1 ? $"fit {_fit} of {_fits}, " : string.Empty)}epoch {value.Epoch} of at most {value.TotalEpochs}");
    }

    private static void ShowCursor(object? sender, ConsoleCancelEventArgs canceled) => AnsiConsole.Cursor.Show();

    /// <summary>Shows the fits as complete, even if they ended early.</summary>
    private void Finish()
    {
        _isFinished = true;
        _task.Value = _task.MaxValue;
        _task.Description = _fits > 1 ? $"{_fits} fits" : Invariant($"{_latest?.Epoch ?? 0} epochs");
    }

    private string Rate() => _latest is { } epoch ? Invariant($"{epoch.RowsPerSecond:N0} rows/s") : string.Empty;

    private string Time()
    {
        if (_isFinished)
        {
            return Invariant($"{_watch.Elapsed:m\\:ss}");
        }

        double done = _task.Value / _task.MaxValue;
        return done > 0 ? Invariant($"{_watch.Elapsed * ((1 - done) / done):m\\:ss} left") : string.Empty;
    }

    private IRenderable Losses()
    {
        if (_latest is not { } epoch)
        {
            return Text.Empty;
        }

        string[] titles = ["loss", .. epoch.Training.Select(value => value.Term.Title)];
        Table table = new Table().NoBorder().AddColumn(string.Empty);
        table.AddColumns([.. titles.Select(title => new TableColumn(title).RightAligned())]);
        AddRow("training", epoch.Training);
        AddRow("validation", epoch.Validation);
        return table;

        void AddRow(string name, LossTerms? loss)
        {
            if (loss is not null)
            {
                table.AddRow([name, Invariant($"{loss.Total:F3}"), .. loss.Select(value => Invariant($"{value.Value:F3}"))]);
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class TextColumn(Func<string> text) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(text()).RightJustified();
    }
}
