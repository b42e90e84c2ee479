using System.Globalization;
using System.Text.Json;
using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Whether an option determines the bytes of the fitted model, and so belongs to the identity that a checkpoint must match. Every declaration must
/// say so, because a forgotten option would let a fit resume the checkpoint of another fit.
/// </summary>
internal sealed class OptionIdentity
{
    private readonly Func<Option, FitRequest, string?> _textOf;

    private OptionIdentity(Func<Option, FitRequest, string?> textOf) => _textOf = textOf;

    /// <summary>The value of the option determines the model.</summary>
    public static OptionIdentity ByValue { get; } = new((option, request) => TextOf(request.Options.ValueOf(option)));

    /// <summary>The option determines the shape of the network, which is a separate entry of the identity.</summary>
    public static OptionIdentity ByNetwork { get; } = new((_, _) => null);

    /// <summary>The option does not change the model.</summary>
    public static OptionIdentity None { get; } = new((_, _) => null);

    /// <summary>Something other than the value itself determines the model.</summary>
    public static OptionIdentity By(Func<FitRequest, string> textOf) => new((_, request) => textOf(request));

    /// <summary>The text of the option in the identity of a fit; <see langword="null"/> if it has no entry of its own.</summary>
    public string? TextIn(Option option, FitRequest request) => _textOf(option, request);

    /// <summary>A value as culture-invariant text.</summary>
    public static string TextOf(object? value) => value switch
    {
        null => "null",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        AutoencoderKind kind => JsonSerializer.Serialize(kind, KindJson.Kind),
        IReadOnlyList<AuxiliaryLoss> losses => JsonSerializer.Serialize(losses, AuxiliaryLossJson.Losses),
        ReconstructionLoss reconstruction => JsonSerializer.Serialize(reconstruction, ReconstructionJson.Loss),
        _ => throw new ArgumentException($"A value of type {value.GetType()} has no text that could identify a fit.", nameof(value)),
    };
}
