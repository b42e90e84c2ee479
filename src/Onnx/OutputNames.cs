namespace MLNet.Autoencoder.Onnx;

/// <summary>
/// What the outputs of a file are called: as the columns that hold the same, and where there is none, as usual. No name is given twice.
/// </summary>
internal sealed class OutputNames
{
    private static readonly (Feature Feature, string Name)[] Usual =
    [
        (Feature.Latent, "code"),
        (Feature.LogVariance, "log_variance"),
        (Feature.Reconstruction, "reconstruction"),
        (Feature.ReconstructionError, "reconstruction_error"),
    ];

    private readonly Dictionary<Feature, string> _names = [];

    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="columnOf">The column that holds a feature, if any.</param>
    public OutputNames(IEnumerable<string> inputs, Func<Feature, string?> columnOf)
    {
        HashSet<string> taken = [.. inputs];

        // Columns choose first.
        foreach (var (feature, usual) in Usual.OrderBy(output => columnOf(output.Feature) is null))
        {
            string name = columnOf(feature) ?? usual;
            while (!taken.Add(name))
            {
                name += ".output";
            }

            _names[feature] = name;
        }
    }

    public string this[Feature feature] => _names[feature];
}
