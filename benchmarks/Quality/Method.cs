using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>A method to learn features.</summary>
/// <param name="Name">The name in the output.</param>
/// <param name="Fit">Learns the features of a data set from some of its rows, with a seed.</param>
internal sealed record Method(string Name, Func<DataSet, Matrix<double>, int, IFeatures> Fit)
{
    /// <summary>The method that the others are compared with.</summary>
    public const string Reference = "pca";

    /// <summary>All methods.</summary>
    public static readonly Method[] All =
    [
        new("raw", (_, training, _) => new RawFeatures(training)),
        new(Reference, (data, training, _) => new PrincipalComponentFeatures(data, training)),
        .. new AutoencoderKind[] { new Variational(), new Plain(), new Denoising(), new Sparse() }.Select(Autoencoder),
    ];

    private static Method Autoencoder(AutoencoderKind kind) =>
        new(kind.GetType().Name.ToLowerInvariant(), (data, training, seed) => new AutoencoderFeatures(kind, data, training, seed));
}
