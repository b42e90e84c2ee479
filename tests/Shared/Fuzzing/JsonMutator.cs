using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLNet.Autoencoder.Tests;

/// <summary>Changes one place in a JSON text and leaves the rest valid: a number, a type, a name, the length of an array.</summary>
internal static class JsonMutator
{
    private static readonly string[] Numbers =
    [
        "0", "-0.0", "1", "-1", "2", "3", "7", "0.5", "1e-45", "1e-320", "1e30", "3.5e38", "1e308", "1e999", "-1e999", "255", "65536", "1048576", "2147483647",
        "-2147483648", "2147483648", "4294967296", "9007199254740993", "9223372036854775807", "-9223372036854775808", "99999999999999999999",
    ];

    private static readonly string[] Others = ["null", "true", "false", "\"\"", "\"TopK\"", "\"Gaussian\"", "\"0\"", "{}", "[]", "[0]", "[[]]", "[null]", "[1,2,3]"];

    /// <summary>The text with one change; any text may be given.</summary>
    public static string Mutate(string text, Random random)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return random.Next(3) == 0 ? text + Any(Numbers, random) : Any(random.Next(2) == 0 ? Numbers : Others, random);
        }

        JsonNode?[] containers = [.. All(root).Where(node => node is JsonArray { Count: > 0 } or JsonObject { Count: > 0 })];
        if (containers.Length == 0 || random.Next(10) == 0)
        {
            return Any(random.Next(3) > 0 ? Numbers : Others, random);
        }

        JsonNode container = Any(containers, random)!;
        if (container is JsonArray array)
        {
            Change(array, random);
        }
        else
        {
            Change((JsonObject)container, random);
        }

        return root!.ToJsonString();
    }

    private static T Any<T>(IReadOnlyList<T> choices, Random random) => choices[random.Next(choices.Count)];

    private static IEnumerable<JsonNode?> All(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(All).Prepend(node),
        JsonObject properties => properties.SelectMany(property => All(property.Value)).Prepend(node),
        _ => [node],
    };

    private static JsonNode? Value(JsonNode? old, Random random)
    {
        bool isNumber = old?.GetValueKind() == JsonValueKind.Number;
        return random.Next(8) == 0
            ? JsonNode.Parse("[[[[[[[[" + "]]]]]]]]")
            : JsonNode.Parse(Any(isNumber && random.Next(4) > 0 ? Numbers : Others, random));
    }

    private static void Change(JsonArray array, Random random)
    {
        int at = random.Next(array.Count);
        switch (random.Next(5))
        {
            case 0:
                array.RemoveAt(at);
                break;
            case 1:
                array.Insert(at, array[at]?.DeepClone());
                break;
            case 2:
                for (int copies = random.Next(1, 200); copies > 0; copies--)
                {
                    array.Add(array[at]?.DeepClone());
                }

                break;
            default:
                array[at] = Value(array[at], random);
                break;
        }
    }

    private static void Change(JsonObject properties, Random random)
    {
        string name = Any([.. properties.Select(property => property.Key)], random);
        JsonNode? value = properties[name];
        switch (random.Next(6))
        {
            case 0:
                properties.Remove(name);
                break;
            case 1:
                properties.Remove(name);
                properties[random.Next(2) == 0 ? name.ToLowerInvariant() : "Surprise"] = value;
                break;
            default:
                properties[name] = Value(value, random);
                break;
        }
    }
}
