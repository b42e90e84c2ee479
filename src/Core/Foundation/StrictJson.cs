using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Autoencoder.Foundation;

/// <summary>
/// Reads JSON in a file's metadata strictly. By default a serializer skips unknown properties and takes the last of several properties with the same
/// name; a file that is not what it seems must be rejected.
/// </summary>
internal static class StrictJson
{
    private const int ExcerptLength = 80;

    private static readonly JsonSerializerOptions DefaultOptions = new()
    {
        MaxDepth = 4,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="json">The JSON.</param>
    /// <param name="name">The name of the value in error messages.</param>
    /// <param name="options">Options with a maximum depth and without unknown properties; <see langword="null"/> for plain data of depth 4.</param>
    /// <exception cref="FormatException">
    /// The text is not JSON, is null, is nested too deeply or is not of this type, or an object in it has an unknown or duplicate property.
    /// </exception>
    public static T Read<T>(string json, string name, JsonSerializerOptions? options = null)
    {
        try
        {
            options ??= DefaultOptions;
            T? value = JsonSerializer.Deserialize<T>(json, options);
            ThrowIfDuplicate(Encoding.UTF8.GetBytes(json), options.MaxDepth);
            return value ?? throw Unreadable(json, name);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Unreadable(json, name);
        }
    }

    /// <summary>The exception for an impossible value.</summary>
    public static FormatException Unreadable(string value, string name) => new($"The file is damaged: its {name} cannot be \"{Excerpt(value)}\".");

    /// <summary>The start of a text from a file, short enough for a message.</summary>
    public static string Excerpt(string text) => text.Length <= ExcerptLength ? text : text[..ExcerptLength] + "…";

    private static void ThrowIfDuplicate(byte[] json, int depth)
    {
        var reader = new Utf8JsonReader(json);
        HashSet<string>[] names = [.. Enumerable.Range(0, depth).Select(_ => new HashSet<string>(StringComparer.Ordinal))];
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                names[reader.CurrentDepth].Clear();
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && !names[reader.CurrentDepth - 1].Add(reader.GetString()!))
            {
                throw new JsonException($"Property \"{Excerpt(reader.GetString()!)}\" appears twice.");
            }
        }
    }
}
