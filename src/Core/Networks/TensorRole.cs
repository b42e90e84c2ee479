namespace MLNet.Autoencoder;

/// <summary>What a tensor is for. The role decides the initial values and whether weight decay applies.</summary>
public enum TensorRole
{
    /// <summary>
    /// The weight of a hidden layer, which is followed by an activation. Before a rectifier or one of its smooth variants it starts uniform in
    /// ±√(6/inputs) (He et al., 2015), before tanh like a <see cref="Weight"/>; it decays.
    /// </summary>
    HiddenWeight,

    /// <summary>The weight of any other layer. It starts uniform in ±√(6/(inputs + outputs)) (Glorot and Bengio, 2010), and decays.</summary>
    Weight,

    /// <summary>
    /// The weight of a skip connection past the hidden layers. It starts like a <see cref="Weight"/> but does not decay: what the hidden layers learn
    /// without benefit decays, which leaves the linear part.
    /// </summary>
    SkipWeight,

    /// <summary>The weight of the log-variance head. It starts at zero, so that every σ starts at 1, and decays.</summary>
    LogVarianceWeight,

    /// <summary>A bias, one value per output. It starts at zero and does not decay.</summary>
    Bias,

    /// <summary>A threshold, one value per latent unit. It starts at zero and does not decay.</summary>
    Threshold,

    /// <summary>The logarithm of a factor, one value per latent unit. It starts at zero and does not decay.</summary>
    LogScale,

    /// <summary>
    /// The dictionary of a sparse code: the weights that lead directly from the code to the output, one column, called atom, for each unit. It starts like a
    /// <see cref="Weight"/>, but does not decay, because atoms keep the length 1.
    /// </summary>
    Dictionary,
}
