namespace MLNet.Autoencoder.Training;

/// <summary>
/// An option of a fit, declared once beside its property: name, default, range, and whether it decides the fitted model. Copies, validation, the identity of
/// a fit and docs/options.md follow from the declaration.
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

    /// <summary>Whether and how the option decides the fitted model.</summary>
    public OptionIdentity Identity { get; }

    /// <summary>The default value.</summary>
    public abstract object? Default { get; }

    /// <summary>The values allowed, as an error message names them; <see langword="null"/> if all of the type are.</summary>
    public abstract string? Range { get; }

    /// <summary>Checks the option's value.</summary>
    /// <exception cref="ArgumentException">The value is out of its range; the message names option, value and range.</exception>
    public abstract void Validate(AutoencoderOptions options);

    /// <summary>A copy of a value that later changes to the original do not reach.</summary>
    public abstract object? Copy(object? value);
}
