namespace MLNet.Autoencoder.Model;

/// <summary>A tensor in a model file that is not part of the autoencoder, but of what was built on it.</summary>
/// <param name="Name">The name, which starts with <see cref="Prefix"/>.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Values">The values.</param>
internal sealed record ModelPart(string Name, int[] Shape, float[] Values)
{
    /// <summary>How the names start.</summary>
    public const string Prefix = "detector.";
}
