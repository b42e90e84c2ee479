using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>From values to places between 0 and 1, evenly or by logarithm, and the round values to write beside them.</summary>
internal sealed class Axis
{
    /// <summary>From this ratio on of the largest to the least value, both more than 0, places go by logarithm.</summary>
    private const double LogarithmicFrom = 100;

    /// <summary>What is larger is drawn as this, and what is smaller than its inverse as 0: differences and quotients are numbers still.</summary>
    private const double Most = 1e300;

    private readonly double _start;
    private readonly double _end;

    private Axis(double start, double end, bool isLogarithmic, Tick[] ticks)
    {
        (_start, _end) = (start, end);
        IsLogarithmic = isLogarithmic;
        Ticks = ticks;
    }

    /// <summary>A round value, and how it is written.</summary>
    public readonly record struct Tick(double Value, string Text);

    public bool IsLogarithmic { get; }

    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>Even, from one value to another, with round values between them.</summary>
    /// <param name="start">The value at 0.</param>
    /// <param name="end">The value at 1; of no more than the start, a little room is made.</param>
    /// <param name="intervals">About how many intervals there are to be.</param>
    public static Axis Linear(double start, double end, int intervals = 4)
    {
        (start, end) = WithRoom(start, end);
        double step = RoundStep((end - start) / intervals);
        return new(start, end, false, TicksBetween(start, end, step));
    }

    /// <summary>The same, ending at round values itself.</summary>
    public static Axis LinearAround(IEnumerable<double> values, int intervals = 4)
    {
        (double start, double end) = WithRoom(Range(values));
        double step = RoundStep((end - start) / intervals);
        (start, end) = (Math.Floor((start / step) + 1e-9) * step, Math.Ceiling((end / step) - 1e-9) * step);
        return new(start, end, false, TicksBetween(start, end, step));
    }

    /// <summary>By logarithm where the values are all more than 0 and far apart, else even.</summary>
    public static Axis Around(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        (double least, double largest) = Range(finite);
        return least > 0 && largest / least >= LogarithmicFrom ? Logarithmic(least, largest) : LinearAround(finite);
    }

    /// <summary>By whole numbers, such as those of epochs.</summary>
    public static Axis OfCounts(double start, double end)
    {
        (start, end) = WithRoom(start, end);
        double step = Math.Max(1, RoundStep((end - start) / 4));
        return new(start, end, false, TicksBetween(start, end, step));
    }

    /// <summary>Even, with nothing written beside it.</summary>
    public static Axis WithoutTicks(double start, double end) => new(start, end, false, []);

    /// <summary>The place of a value.</summary>
    public double Place(double value) => IsLogarithmic
        ? (Math.Log10(value) - _start) / (_end - _start)
        : (Math.Clamp(value, -Most, Most) - _start) / (_end - _start);

    /// <summary>The value at a place.</summary>
    public double ValueAt(double place)
    {
        double value = _start + (place * (_end - _start));
        return IsLogarithmic ? Math.Pow(10, value) : value;
    }

    private static Axis Logarithmic(double least, double largest)
    {
        (double start, double end) = (Math.Log10(least), Math.Log10(largest));
        int stride = (int)Math.Ceiling((end - start) / 6);
        double[] decades = [.. Enumerable.Range((int)Math.Ceiling(start - 1e-9), 700).TakeWhile(decade => decade <= end + 1e-9)
            .Where(decade => decade % stride == 0).Select(decade => Math.Pow(10, decade))];
        return new(start, end, true, [.. decades.Select(value => new Tick(value, NumberText.Of(value)))]);
    }

    private static (double Start, double End) Range(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite is [] ? (0, 1) : (finite.Min(), finite.Max());
    }

    private static (double Start, double End) WithRoom((double Start, double End) range) => WithRoom(range.Start, range.End);

    /// <summary>An interval that is one, even where the values are all the same or as far apart as numbers can be.</summary>
    private static (double Start, double End) WithRoom(double start, double end)
    {
        (start, end) = (Math.Clamp(start, -Most, Most), Math.Clamp(end, -Most, Most));
        double size = Math.Max(Math.Abs(start), Math.Abs(end));
        if (size < 1 / Most)
        {
            return (0, 1);
        }

        return end - start > 1e-9 * size ? (start, end) : (start - (size / 2), start + (size / 2));
    }

    private static Tick[] TicksBetween(double start, double end, double step) =>
    [
        .. Enumerable.Range(0, 100).Select(i => (Math.Ceiling((start / step) - 1e-9) + i) * step)
            .TakeWhile(value => value <= end + (1e-9 * step)).Select(value => new Tick(value, NumberText.OfMultiple(value, step))),
    ];

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1.5 => power,
            <= 3.5 => 2 * power,
            <= 7.5 => 5 * power,
            _ => 10 * power,
        };
    }
}
