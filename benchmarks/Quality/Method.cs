using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>A way to get features.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Fit">Learns features of a data set from some of its rows, with a seed.</param>
internal sealed record Method(string Name, Func<DataSet, Matrix<double>, int, IFeatures> Fit)
{
    /// <summary>The one that differences are printed against.</summary>
    public const string Reference = "pca";

    /// <summary>What is compared.</summary>
    public static readonly Method[] All =
    [
        new("raw", (_, training, _) => new RawFeatures(training)),
        new(Reference, (data, training, _) => new PrincipalComponentFeatures(data, training)),
        .. new AutoencoderKind[] { new Variational(), new Plain(), new Denoising(), new Sparse() }.Select(Autoencoder),
    ];

    private static Method Autoencoder(AutoencoderKind kind) =>
        new(kind.GetType().Name.ToLowerInvariant(), (data, training, seed) => new AutoencoderFeatures(kind, data, training, seed));
}
