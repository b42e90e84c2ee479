using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// Everything that differs between kinds of autoencoders. A kind is a folder with its options, this definition and its latent layer. Nothing outside
/// these folders distinguishes kinds, and a kind with an incomplete definition does not compile.
/// </summary>
/// <remarks>Definitions hold only options: they are cheap to create and safe to use from several threads.</remarks>
internal abstract class KindDefinition
{
    /// <summary>
    /// Whether the encoder computes a distribution N(μ, σ²) for every latent unit, which the loss pulls toward N(0, 1). If so, log-variances are
    /// available, and the divergence measures how much information a unit holds about a row.
    /// </summary>
    public abstract bool HasDistribution { get; }

    /// <summary>The terms that the kind adds to those of the reconstruction.</summary>
    public abstract IReadOnlyList<LossTerm> Terms { get; }

    /// <summary>Whether the encoder may see corrupted rows during training.</summary>
    public abstract bool CorruptsInput { get; }

    /// <summary>Whether the options of the kind say how the input is corrupted. Otherwise the fit may corrupt it in another way.</summary>
    public abstract bool DecidesCorruption { get; }

    /// <summary>Whether validation rows are corrupted too, because undoing the corruption is the task and not just a means.</summary>
    public abstract bool CorruptsValidation { get; }

    /// <summary>
    /// Whether units that fired for no row in an epoch are marked as dead in the next epoch, so that the latent layer can revive them.
    /// </summary>
    public abstract bool RevivesDeadUnits { get; }

    /// <summary>How codes start from principal components; <see langword="null"/> if they start at random.</summary>
    public abstract ComponentStart? Start { get; }

    /// <summary>The tensors between the encoder's hidden layers and the code, in the order of the parameters.</summary>
    /// <param name="architecture">The network.</param>
    /// <remarks>
    /// All kinds so far have both heads of <see cref="LatentHeads.MeanAndLogVariance"/>. In kinds without a distribution, the second head is zero and
    /// never read, but it is part of the bytes of every model.
    /// </remarks>
    public abstract IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture);

    /// <summary>The corruption of the encoder's input during training; <see langword="null"/> for none.</summary>
    /// <param name="spread">Computes how far values typically are from their mean, in scaled units; 1 for values from N(0, 1).</param>
    public abstract Corruption? CorruptionFor(Func<double> spread);

    /// <summary>The strength of the corruption at a point of the fit; 0 to 1.</summary>
    public abstract float CorruptionStrength(in FitPoint point);

    /// <summary>The weight decay of a fit whose options set none.</summary>
    /// <param name="rows">The number of training rows.</param>
    /// <param name="slots">d.</param>
    /// <param name="readsLabels">Whether the fit reads labels.</param>
    public abstract float DefaultWeightDecay(long rows, int slots, bool readsLabels);

    /// <summary>Sets the weight of each of <see cref="Terms"/> at a point of the fit.</summary>
    /// <param name="point">The point; <see cref="FitPoint.End"/> for the full weights, at which losses are compared.</param>
    /// <param name="weights">Receives the weights, in the order of the terms.</param>
    public abstract void SetTermWeights(in FitPoint point, Span<float> weights);

    /// <summary>Creates the latent layer of the managed engine, with its forward and backward pass.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="batchSize">The maximum number of rows in a batch.</param>
    public abstract LatentLayer CreateLayer(NetworkParameters parameters, int batchSize);

    /// <summary>Whether <see cref="ToCode"/> changes anything.</summary>
    public abstract bool IsCodeActivated { get; }

    /// <summary>Turns activations, the output of the mean head, into codes.</summary>
    /// <param name="activations"><c>[rows, q]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="dimension">q.</param>
    /// <param name="codes">Receives the codes, <c>[rows, q]</c>; may be the same span.</param>
    /// <param name="scratch">A buffer for q values.</param>
    public abstract void ToCode(ReadOnlySpan<float> activations, int rows, int dimension, Span<float> codes, Span<float> scratch);

    /// <summary>Adds <see cref="ToCode"/> to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="activations">The name of the activations, <c>[batch, q]</c>.</param>
    /// <param name="usable">The name of the condition that all activations of a row are finite, <c>[batch, 1]</c>.</param>
    /// <param name="dimension">q.</param>
    /// <returns>The name of the codes.</returns>
    public abstract string EmitCode(OnnxGraphBuilder graph, string activations, string usable, int dimension);

    /// <summary>The parameters of a network of this kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The network has too many parameters to be held or saved.</exception>
    /// <param name="architecture">The network.</param>
    /// <param name="auxiliaryTensors">The tensors that only a fit needs.</param>
    public ParameterLayout LayoutOf(NetworkArchitecture architecture, IReadOnlyList<TensorSpec>? auxiliaryTensors = null) =>
        new(architecture, LatentTensors(architecture), auxiliaryTensors);

    /// <summary>
    /// A weight decay that keeps networks from fitting the noise of few wide rows, and fades as rows increase. Since every step decays, and many rows need
    /// no help, a constant one would cripple the fit of a large table.
    /// </summary>
    /// <param name="rows">The number of training rows.</param>
    /// <param name="slots">d.</param>
    protected static float FadingWeightDecay(long rows, int slots)
    {
        const double Decay = 0.15, RowsPerSlot = 60;
        return (float)(Decay * Math.Min(1, RowsPerSlot * slots / rows));
    }
}
