using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Training;

/// <summary>The values that an option may have.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="Text">The range, as an error message names it; <see langword="null"/> if every value of the type is allowed.</param>
/// <param name="Check">Throws for the value of an option, given its name, that is out of range; it may look at the other options.</param>
internal sealed record OptionRange<T>(string? Text, Action<string, T, AutoencoderOptions> Check);

/// <summary>The ranges there are.</summary>
internal static class OptionRange
{
    public static OptionRange<T> Any<T>() => new(Text: null, static (_, _, _) => { });

    public static OptionRange<int> AtLeast(int minimum) => Where<int>($"{minimum} or more", value => value >= minimum);

    public static OptionRange<long> AtLeast(long minimum) => Where<long>($"{minimum} or more", value => value >= minimum);

    public static OptionRange<float> Positive { get; } = Where<float>(Require.PositiveRange, value => value > 0f && float.IsFinite(value));

    public static OptionRange<float> NonNegative { get; } = Where<float>(Require.NonNegativeRange, value => value >= 0f && float.IsFinite(value));

    public static OptionRange<TimeSpan> NonNegativeTime { get; } = Where<TimeSpan>("0 or more", value => value >= TimeSpan.Zero);

    public static OptionRange<TEnum> Defined<TEnum>()
        where TEnum : struct, Enum => Where<TEnum>("one of " + string.Join(", ", Enum.GetNames<TEnum>()), Enum.IsDefined);

    /// <summary>A range of which a value is either inside or outside.</summary>
    public static OptionRange<T> Where<T>(string text, Func<T, bool> contains) => new(text, (name, value, _) =>
    {
        if (!contains(value))
        {
            throw Require.OutOfRange(name, value!, text);
        }
    });

    /// <summary>A range, or <see langword="null"/>.</summary>
    public static OptionRange<T?> OrNull<T>(OptionRange<T> range)
        where T : struct => new(range.Text, (name, value, options) =>
        {
            if (value is { } present)
            {
                range.Check(name, present, options);
            }
        });

    /// <summary>A choice that is not <see langword="null"/> and checks itself.</summary>
    public static OptionRange<T> Choice<T>(Action<T, AutoencoderOptions> validate)
        where T : class => new(Text: null, (name, value, options) =>
        {
            ArgumentNullException.ThrowIfNull(value, name);
            validate(value, options);
        });
}
