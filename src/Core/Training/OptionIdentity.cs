using System.Globalization;
using System.Text.Json;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Whether an option decides the bytes of the fitted model, and so belongs to the identity that a checkpoint is held to. Every declaration of an option has
/// to say so: an option that was forgotten could let a fit resume the checkpoint of another.
/// </summary>
internal sealed class OptionIdentity
{
    private readonly Func<Option, FitRequest, string?> _textOf;

    private OptionIdentity(Func<Option, FitRequest, string?> textOf) => _textOf = textOf;

    /// <summary>The option decides the model by its value.</summary>
    public static OptionIdentity ByValue { get; } = new((option, request) => TextOf(request.Options.ValueOf(option)));

    /// <summary>The option decides the shape of the network, which the identity names as a whole.</summary>
    public static OptionIdentity ByNetwork { get; } = new((_, _) => null);

    /// <summary>The option does not change the model.</summary>
    public static OptionIdentity None { get; } = new((_, _) => null);

    /// <summary>The option decides the model by something that is not its value itself.</summary>
    public static OptionIdentity By(Func<FitRequest, string> textOf) => new((_, request) => textOf(request));

    /// <summary>The option in the identity of a fit; <see langword="null"/> if it is not part of it by itself.</summary>
    public string? TextIn(Option option, FitRequest request) => _textOf(option, request);

    /// <summary>A value as text, the same in every culture.</summary>
    public static string TextOf(object? value) => value switch
    {
        null => "null",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        AutoencoderKind kind => JsonSerializer.Serialize(kind),
        ReconstructionLoss reconstruction => JsonSerializer.Serialize(reconstruction),
        _ => throw new ArgumentException($"A value of type {value.GetType()} has no text to identify a fit by.", nameof(value)),
    };
}
