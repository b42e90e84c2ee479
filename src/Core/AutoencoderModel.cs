namespace MLNet.Autoencoder;

/// <summary>A trained autoencoder: immutable, safe to use from many threads.</summary>
public sealed class AutoencoderModel
{
    internal AutoencoderModel()
    {
    }

    /// <summary>The shape of the networks.</summary>
    public NetworkArchitecture Architecture => throw new NotImplementedException();

    /// <summary>Which autoencoder this is.</summary>
    public AutoencoderKind Kind => throw new NotImplementedException();

    /// <summary>What reconstructions were held to.</summary>
    public ReconstructionLoss Reconstruction => throw new NotImplementedException();

    /// <summary>The seed the model was fitted with.</summary>
    public int Seed => throw new NotImplementedException();

    /// <summary>The course of the fit.</summary>
    public TrainingHistory History => throw new NotImplementedException();

    /// <summary>d, the number of values in a row.</summary>
    public int InputDimension => Architecture.InputDimension;

    /// <summary>q, the number of latent slots.</summary>
    public int LatentDimension => Architecture.LatentDimension;

    /// <summary>Fits a model to rows.</summary>
    public static AutoencoderModel Fit(IRowSource rows, AutoencoderOptions options) => throw new NotImplementedException();

    internal static AutoencoderModel Fit(IRowSource rows, AutoencoderOptions options, ITrainingMonitor monitor) => throw new NotImplementedException();

    /// <summary>The latent means of rows.</summary>
    public float[] Encode(ReadOnlySpan<float> rows) => throw new NotImplementedException();

    /// <summary>The reconstruction of latent codes.</summary>
    public float[] Decode(ReadOnlySpan<float> codes) => throw new NotImplementedException();

    /// <summary>Decode(Encode(rows)).</summary>
    public float[] Reconstruct(ReadOnlySpan<float> rows) => throw new NotImplementedException();

    /// <summary>New rows decoded from codes drawn from N(0, 1).</summary>
    public float[] Sample(int count, int seed) => throw new NotImplementedException();

    /// <summary>Writes the model as safetensors.</summary>
    public void Save(Stream stream) => throw new NotImplementedException();

    internal void Save(Stream stream, IReadOnlyDictionary<string, string> attributes) => throw new NotImplementedException();

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    public static AutoencoderModel Load(Stream stream) => throw new NotImplementedException();

    internal static AutoencoderModel Load(Stream stream, out IReadOnlyDictionary<string, string> attributes) => throw new NotImplementedException();
}

/// <summary>Scores rows with buffers of its own: no allocation, one thread at a time.</summary>
internal sealed class RowScorer(AutoencoderModel model)
{
    public AutoencoderModel Model => model;

    /// <summary>means and logVariances are [n, q]; logVariances may be empty when not wanted.</summary>
    public void Encode(ReadOnlySpan<float> rows, Span<float> means, Span<float> logVariances) => throw new NotImplementedException();

    /// <summary>codes [n, q] to rows [n, d] in the input's units.</summary>
    public void Decode(ReadOnlySpan<float> codes, Span<float> rows) => throw new NotImplementedException();
}
