using System.Globalization;

namespace MLNet.Autoencoder.Foundation;

/// <summary>Checks values. Each message says what was given and what was expected, and names the option to change.</summary>
internal static class Require
{
    public const string PositiveRange = "a finite number greater than 0";
    public const string NonNegativeRange = "a finite number, 0 or more";

    public static void AtLeast(int minimum, int value, string option)
    {
        if (value < minimum)
        {
            throw OutOfRange(option, value, $"{minimum} or more");
        }
    }

    public static void Positive(float value, string option)
    {
        if (!(value > 0f && float.IsFinite(value)))
        {
            throw OutOfRange(option, value, PositiveRange);
        }
    }

    public static void NonNegative(float value, string option)
    {
        if (!(value >= 0f && float.IsFinite(value)))
        {
            throw OutOfRange(option, value, NonNegativeRange);
        }
    }

    public static void OpenUnitInterval(float value, string option)
    {
        if (!(value > 0f && value < 1f))
        {
            throw OutOfRange(option, value, "more than 0 and less than 1");
        }
    }

    public static string DefinedRange<TEnum>()
        where TEnum : struct, Enum => "one of " + string.Join(", ", Enum.GetNames<TEnum>());

    public static void Defined<TEnum>(TEnum value, string option)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw OutOfRange(option, value, DefinedRange<TEnum>());
        }
    }

    public static void WholeRows(int length, int dimension, string argument)
    {
        if (length % dimension != 0)
        {
            throw new ArgumentException(
                $"{length} values were given, which is not a whole number of rows of {dimension} values each.", argument);
        }
    }

    public static ArgumentOutOfRangeException OutOfRange(string option, object value, string expected) =>
        new(option, value, string.Create(CultureInfo.InvariantCulture, $"{option} must be {expected}, but it is {value}."));
}
