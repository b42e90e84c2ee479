using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Autoencoder.Foundation;

/// <summary>
/// JSON inside a file's metadata, read strictly. A serializer would skip properties that it does not know and take the last of two with the same
/// name; a file that does not mean what it seems to mean must be refused.
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
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="json">The JSON.</param>
    /// <param name="name">What an error calls it.</param>
    /// <param name="options">How to read it, with a depth and without unknown properties; <see langword="null"/> for plain data of depth 4.</param>
    /// <exception cref="FormatException">
    /// It is no JSON, null, nested too deeply or not of this type, or an object in it has an unknown property or one twice.
    /// </exception>
    public static T Read<T>(string json, string name, JsonSerializerOptions? options = null)
    {
        try
        {
            options ??= DefaultOptions;
            T? value = JsonSerializer.Deserialize<T>(json, options);
            ThrowIfTwice(Encoding.UTF8.GetBytes(json), options.MaxDepth);
            return value ?? throw Unreadable(json, name);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Unreadable(json, name);
        }
    }

    /// <summary>What to throw for a value that cannot be.</summary>
    public static FormatException Unreadable(string value, string name) => new($"The file is damaged: its {name} cannot be \"{Excerpt(value)}\".");

    /// <summary>So much of a text from a file as belongs in a message.</summary>
    public static string Excerpt(string text) => text.Length <= ExcerptLength ? text : text[..ExcerptLength] + "…";

    private static void ThrowIfTwice(byte[] json, int depth)
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
                throw new JsonException($"\"{Excerpt(reader.GetString()!)}\" stands there twice.");
            }
        }
    }
}
