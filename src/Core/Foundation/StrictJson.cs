using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLNet.Autoencoder.Foundation;

/// <summary>
/// Reads JSON in a file's metadata strictly. By default a serializer skips unknown properties and takes the last of several properties with the same
/// name; a file that is not what it seems must be rejected.
/// </summary>
/// <remarks>
/// Types are described by metadata that a source generator writes, in a context next to the types. Without it, a serializer would look them up by
/// reflection, which trimmed and NativeAOT applications cannot do.
/// </remarks>
internal static class StrictJson
{
    private const int ExcerptLength = 80;

    /// <summary>Options under which unknown properties are rejected.</summary>
    /// <param name="types">The metadata of the types.</param>
    /// <param name="maxDepth">The maximum depth: plain data needs no more than 4.</param>
    /// <param name="converters">Converters that precede the metadata.</param>
    public static JsonSerializerOptions Options(IJsonTypeInfoResolver types, int maxDepth = 4, params JsonConverter[] converters)
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = types,
            MaxDepth = maxDepth,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        foreach (JsonConverter converter in converters)
        {
            options.Converters.Add(converter);
        }

        return options;
    }

    /// <summary>The metadata of a type under these options.</summary>
    /// <exception cref="NotSupportedException">The context of these options does not list the type.</exception>
    public static JsonTypeInfo<T> TypeOf<T>(this JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="json">The JSON.</param>
    /// <param name="name">The name of the value in error messages.</param>
    /// <param name="type">The metadata of the type, from <see cref="Options"/>.</param>
    /// <exception cref="FormatException">
    /// The text is not JSON, is null, is nested too deeply or is not of this type, or an object in it has an unknown or duplicate property.
    /// </exception>
    public static T Read<T>(string json, string name, JsonTypeInfo<T> type)
    {
        try
        {
            T? value = JsonSerializer.Deserialize(json, type);
            ThrowIfDuplicate(Encoding.UTF8.GetBytes(json), type.Options.MaxDepth);
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
