using Microsoft.ML;

namespace MLNet.Autoencoder.Tests;

/// <summary>An <see cref="MLContext"/> whose log is recorded.</summary>
internal sealed class Logged
{
    private readonly List<string> _lines = [];

    public Logged(int? seed = 1)
    {
        Context = new MLContext(seed);
        Context.Log += (_, message) => _lines.Add(message.Message);
    }

    public MLContext Context { get; }

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The warnings from our estimator.</summary>
    public IEnumerable<string> Warnings => _lines.Where(
        line => line.Contains(nameof(AutoencoderFeaturesEstimator), StringComparison.Ordinal) && line.Contains("Kind=Warning", StringComparison.Ordinal));
}
