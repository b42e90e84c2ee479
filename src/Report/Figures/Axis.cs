using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Maps values to positions between 0 and 1, on a linear or logarithmic scale, and chooses round values for the ticks.</summary>
internal sealed class Axis
{
    /// <summary>The scale is logarithmic if all values are positive and the ratio of the largest to the smallest is at least this.</summary>
    private const double LogarithmicRatio = 100;

    /// <summary>Larger values are drawn as this, and values below its inverse as 0, so that differences and quotients stay finite.</summary>
    private const double MaxMagnitude = 1e300;

    private readonly double _start;
    private readonly double _end;

    private Axis(double start, double end, bool isLogarithmic, Tick[] ticks)
    {
        (_start, _end) = (start, end);
        IsLogarithmic = isLogarithmic;
        Ticks = ticks;
    }

    /// <summary>A round value and its text.</summary>
    public readonly record struct Tick(double Value, string Text);

    public bool IsLogarithmic { get; }

    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>A linear axis from one value to another, with ticks at round values.</summary>
    /// <param name="start">The value at 0.</param>
    /// <param name="end">The value at 1. If it does not exceed the start, the axis is widened.</param>
    /// <param name="intervals">The approximate number of intervals between ticks.</param>
    public static Axis Linear(double start, double end, int intervals = 4)
    {
        (start, end) = Widened(start, end);
        double step = RoundStep((end - start) / intervals);
        return new(start, end, false, TicksBetween(start, end, step));
    }

    /// <summary>A linear axis that contains the values and starts and ends at round ones.</summary>
    public static Axis LinearAround(IEnumerable<double> values, int intervals = 4)
    {
        (double start, double end) = Widened(Range(values));
        double step = RoundStep((end - start) / intervals);
        (start, end) = (Math.Floor((start / step) + 1e-9) * step, Math.Ceiling((end / step) - 1e-9) * step);
        return new(start, end, false, TicksBetween(start, end, step));
    }

    /// <summary>A logarithmic axis if the values are all positive and far apart; otherwise a linear one.</summary>
    public static Axis Around(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        (double min, double max) = Range(finite);
        return min > 0 && max / min >= LogarithmicRatio ? Logarithmic(min, max) : LinearAround(finite);
    }

    /// <summary>A linear axis with ticks at whole numbers, such as epochs.</summary>
    public static Axis OfCounts(double start, double end)
    {
        (start, end) = Widened(start, end);
        double step = Math.Max(1, RoundStep((end - start) / 4));
        return new(start, end, false, TicksBetween(start, end, step));
    }

    /// <summary>A linear axis without ticks.</summary>
    public static Axis WithoutTicks(double start, double end) => new(start, end, false, []);

    /// <summary>The position of a value.</summary>
    public double Position(double value) => IsLogarithmic
        ? (Math.Log10(value) - _start) / (_end - _start)
        : (Math.Clamp(value, -MaxMagnitude, MaxMagnitude) - _start) / (_end - _start);

    /// <summary>The value at a position.</summary>
    public double ValueAt(double position)
    {
        double value = _start + (position * (_end - _start));
        return IsLogarithmic ? Math.Pow(10, value) : value;
    }

    private static Axis Logarithmic(double min, double max)
    {
        (double start, double end) = (Math.Log10(min), Math.Log10(max));
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

    private static (double Start, double End) Widened((double Start, double End) range) => Widened(range.Start, range.End);

    /// <summary>A proper interval, even if all values are the same or as far apart as numbers can be.</summary>
    private static (double Start, double End) Widened(double start, double end)
    {
        (start, end) = (Math.Clamp(start, -MaxMagnitude, MaxMagnitude), Math.Clamp(end, -MaxMagnitude, MaxMagnitude));
        double size = Math.Max(Math.Abs(start), Math.Abs(end));
        if (size < 1 / MaxMagnitude)
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

    /// <summary>Rounds a step to 1, 2 or 5 times a power of ten.</summary>
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
