using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Autoencoder.Model;

/// <summary>Converts a loss to and from a JSON object: the name and value of each term, then the total.</summary>
/// <param name="terms">The terms of the fit. Others are dropped if they are 0.</param>
/// <param name="stored">The terms in the file, in order.</param>
internal sealed class LossTermsConverter(IReadOnlyList<LossTerm> terms, IReadOnlyList<LossTerm> stored) : JsonConverter<LossTerms>
{
    /// <summary>The name of the total.</summary>
    public const string Total = "Total";

    public override LossTerms Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double[] values = new double[stored.Count];
        double? total = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"A loss must be a JSON object, but it is a {reader.TokenType}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            int index = stored.Count - 1;
            while (index >= 0 && stored[index].Name != name)
            {
                index--;
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || (index < 0 && name != Total))
            {
                throw new JsonException($"A loss must have a number for each term, but \"{name}\" is not one.");
            }

            if (index < 0)
            {
                total = reader.GetDouble();
            }
            else
            {
                values[index] = reader.GetDouble();
            }
        }

        var kept = stored.Zip(values, (term, value) => new LossTermValue(term, value)).Where(value => value.Value != 0 || terms.Contains(value.Term));
        return new LossTerms(kept, total ?? throw new JsonException($"A loss must have the number \"{Total}\" besides {string.Join(", ", stored.Select(term => term.Name))}."));
    }

    public override void Write(Utf8JsonWriter writer, LossTerms value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (LossTerm term in stored)
        {
            writer.WriteNumber(term.Name, value[term.Name]);
        }

        writer.WriteNumber(Total, value.Total);
        writer.WriteEndObject();
    }
}
