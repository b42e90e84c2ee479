using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Training;

/// <summary>The allowed values of an option.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="Text">The range, worded for an error message; <see langword="null"/> if all values of the type are allowed.</param>
/// <param name="Check">Given the name of an option, its value and all options, throws if the value is out of range.</param>
internal sealed record OptionRange<T>(string? Text, Action<string, T, AutoencoderOptions> Check);

/// <summary>The ranges in use.</summary>
internal static class OptionRange
{
    public static OptionRange<T> Any<T>() => new(Text: null, static (_, _, _) => { });

    public static OptionRange<int> AtLeast(int minimum) => Where<int>($"{minimum} or more", value => value >= minimum);

    public static OptionRange<long> AtLeast(long minimum) => Where<long>($"{minimum} or more", value => value >= minimum);

    public static OptionRange<float> Positive { get; } = new(Require.PositiveRange, (name, value, _) => Require.Positive(value, name));

    public static OptionRange<float> NonNegative { get; } = new(Require.NonNegativeRange, (name, value, _) => Require.NonNegative(value, name));

    public static OptionRange<TimeSpan> NonNegativeTime { get; } = Where<TimeSpan>("0 or more", value => value >= TimeSpan.Zero);

    public static OptionRange<TimeSpan> PositiveTime { get; } = Where<TimeSpan>("greater than 0", value => value > TimeSpan.Zero);

    public static OptionRange<TEnum> Defined<TEnum>()
        where TEnum : struct, Enum => new(Require.DefinedRange<TEnum>(), (name, value, _) => Require.Defined(value, name));

    /// <summary>A range given by a condition.</summary>
    public static OptionRange<T> Where<T>(string text, Func<T, bool> contains) => new(text, (name, value, _) =>
    {
        if (!contains(value))
        {
            throw Require.OutOfRange(name, value!, text);
        }
    });

    /// <summary>A range that also includes <see langword="null"/>.</summary>
    public static OptionRange<T?> OrNull<T>(OptionRange<T> range)
        where T : struct => new(range.Text, (name, value, options) =>
        {
            if (value is { } present)
            {
                range.Check(name, present, options);
            }
        });

    /// <summary>Values that are not <see langword="null"/> and pass a validation of their own.</summary>
    public static OptionRange<T> Choice<T>(Action<T, AutoencoderOptions> validate)
        where T : class => new(Text: null, (name, value, options) =>
        {
            ArgumentNullException.ThrowIfNull(value, name);
            validate(value, options);
        });
}
