namespace MLNet.Autoencoder.Training;

/// <summary>An option with values of a given type.</summary>
/// <typeparam name="T">The type.</typeparam>
internal sealed class Option<T> : Option
{
    private readonly OptionRange<T> _range;
    private readonly Func<T, T>? _copy;

    /// <summary>Declares an option.</summary>
    /// <param name="name">The name of the property.</param>
    /// <param name="defaultValue">The default value, immutable because all options objects share it.</param>
    /// <param name="range">The allowed values.</param>
    /// <param name="identity">Whether and how the option determines the fitted model.</param>
    /// <param name="copy">Copies a mutable value; <see langword="null"/> if values are immutable.</param>
    public Option(string name, T defaultValue, OptionRange<T> range, OptionIdentity identity, Func<T, T>? copy = null)
        : base(name, identity) => (DefaultValue, _range, _copy) = (defaultValue, range, copy);

    /// <summary>The default value.</summary>
    public T DefaultValue { get; }

    public override object? Default => DefaultValue;

    public override string? Range => _range.Text;

    public override void Validate(AutoencoderOptions options) => _range.Check(Name, options.Get(this), options);

    public override object? Copy(object? value) => _copy is null || value is null ? value : _copy((T)value);
}
