using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// An option of a fit, declared next to its property: name, default, range, and whether it determines the fitted model. Copies, validation, the
/// identity of a fit and docs/options.md all derive from the declaration.
/// </summary>
internal abstract class Option
{
    private protected Option(string name, OptionIdentity identity)
    {
        Name = name;
        Identity = identity;
    }

    /// <summary>The name of the property.</summary>
    public string Name { get; }

    /// <summary>Whether and how the option determines the fitted model.</summary>
    public OptionIdentity Identity { get; }

    /// <summary>The default value.</summary>
    public abstract object? Default { get; }

    /// <summary>The allowed values, worded for an error message; <see langword="null"/> if all values of the type are allowed.</summary>
    public abstract string? Range { get; }

    /// <summary>The options that a class declares in static fields.</summary>
    public static Option[] DeclaredIn([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicFields)] Type type) =>
        [.. type.GetFields(BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(field => field.GetValue(null)).OfType<Option>()];

    /// <summary>Checks the option's value.</summary>
    /// <exception cref="ArgumentException">The value is out of its range; the message names the option, its value and the range.</exception>
    public abstract void Validate(AutoencoderOptions options);

    /// <summary>Copies a value, so that later changes to the original do not affect the copy.</summary>
    public abstract object? Copy(object? value);
}
