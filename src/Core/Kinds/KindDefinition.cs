using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

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

    /// <summary>Whether the start is the best linear model, whose reconstruction every epoch must at least match.</summary>
    public virtual bool IsComparedWithStart => true;

    /// <summary>How codes start from principal components; <see langword="null"/> if they start at random.</summary>
    public abstract ComponentStart? Start { get; }

    /// <summary>
    /// Whether codes are sparse, and the map that leads directly from code to output is a dictionary: one atom, of length 1, for each unit. Then there are
    /// no hidden layers unless the options set some, and without them the encoder of a training session reads rows minus the bias of the output.
    /// </summary>
    public virtual bool HasDictionary => false;

    /// <summary>
    /// The number of nested codes that a row is reconstructed from: all units, the first half of them, the first quarter, and so on. Units may change places
    /// only within them.
    /// </summary>
    public virtual int NestedCodes => 1;

    /// <summary>The tensors between the encoder's hidden layers and the code, in the order of the parameters.</summary>
    /// <param name="architecture">The network.</param>
    public abstract IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture);

    /// <summary>
    /// The tensors that a model file of version 6 or less has in their place. Of these, the ones that are among <see cref="LatentTensors"/> are kept.
    /// </summary>
    /// <param name="architecture">The network.</param>
    public virtual IReadOnlyList<TensorSpec> FormerLatentTensors(NetworkArchitecture architecture) => LatentTensors(architecture);

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
    /// <param name="threads">The threads that share the work on a whole batch; <see langword="null"/> to use only the caller's.</param>
    public abstract LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads);

    /// <summary>How a served model turns activations into codes; <see langword="null"/> if activations are the codes.</summary>
    /// <param name="parameters">The parameters of the model.</param>
    public virtual CodeActivation? ActivationOf(NetworkParameters parameters) => null;

    /// <summary>The parameters of a network of this kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The network has too many parameters to be held or saved.</exception>
    /// <param name="architecture">The network.</param>
    /// <param name="auxiliaryTensors">The tensors that only a fit needs.</param>
    public ParameterLayout LayoutOf(NetworkArchitecture architecture, IReadOnlyList<TensorSpec>? auxiliaryTensors = null) =>
        new(architecture, LatentTensors(architecture), HasDictionary, auxiliaryTensors);

    /// <summary>The parameters of a network of this kind in a model file of version 6 or less.</summary>
    /// <param name="architecture">The network.</param>
    public ParameterLayout FormerLayoutOf(NetworkArchitecture architecture) => new(architecture, FormerLatentTensors(architecture), HasDictionary);

    /// <summary>Lets about as many units fire for a row as the kind wants, once a start has set the directions of all units.</summary>
    /// <param name="parameters">The parameters of a served model.</param>
    /// <param name="activations">The activations of some rows, <c>[rows, q]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    public virtual void SetThresholds(NetworkParameters parameters, ReadOnlySpan<float> activations, int rows)
    {
    }

    /// <summary>Changes the parameters of a served model to those of a training session, which compute the same.</summary>
    /// <param name="parameters">The parameters.</param>
    public virtual void BeginTraining(NetworkParameters parameters)
    {
    }

    /// <summary>Changes the parameters of a training session to those of a served model, which compute the same.</summary>
    /// <param name="parameters">The parameters.</param>
    public virtual void EndTraining(NetworkParameters parameters)
    {
    }

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
