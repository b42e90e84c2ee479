namespace MLNet.Autoencoder.Training;

/// <summary>An option with values of a given type.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="name">The name of the property.</param>
/// <param name="defaultValue">The default value, immutable.</param>
/// <param name="range">The allowed values.</param>
/// <param name="identity">Whether and how the option determines the fitted model.</param>
/// <param name="copy">Copies a mutable value; <see langword="null"/> if values are immutable.</param>
internal sealed class Option<T>(string name, T defaultValue, OptionRange<T> range, OptionIdentity identity, Func<T, T>? copy = null)
    : Option(name, identity)
{
    /// <summary>The default value.</summary>
    public T DefaultValue => defaultValue;

    public override object? Default => defaultValue;

    public override string? Range => range.Text;

    public override void Validate(AutoencoderOptions options) => range.Check(Name, options.Get(this), options);

    public override object? Copy(object? value) => copy is null || value is null ? value : copy((T)value);
}
