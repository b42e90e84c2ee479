using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace MLNet.Autoencoder.Foundation;

/// <summary>Lets the JSON of a record leave out properties, which then keep their initial values.</summary>
internal static class InitialValues
{
    /// <summary>
    /// Metadata in which a property of <typeparamref name="T"/> that the JSON lacks keeps its initial value. Generated metadata would set every property
    /// that has <see langword="init"/>, and the missing ones to 0 or null: an earlier version of a file would be read with other options than its model had.
    /// </summary>
    /// <typeparam name="T">A record whose properties have <see langword="init"/>.</typeparam>
    /// <param name="types">The generated metadata.</param>
    public static IJsonTypeInfoResolver WithInitialValues<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        this IJsonTypeInfoResolver types)
        where T : class, new() => types.WithAddedModifier(type =>
        {
            if (type is JsonTypeInfo<T> metadata)
            {
                metadata.CreateObject = static () => new T();
                foreach (JsonPropertyInfo property in metadata.Properties)
                {
                    // Reflection may call an init accessor after the constructor. The annotation of T keeps the property in trimmed applications.
                    property.Set = typeof(T).GetProperty(property.Name)!.SetValue;
                }
            }
        });
}
