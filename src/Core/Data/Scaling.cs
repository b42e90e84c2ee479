namespace MLNet.Autoencoder;

/// <summary>How the values of a row are brought to a scale at which a network learns. Scaling is part of the model: callers never scale.</summary>
public enum Scaling
{
    /// <summary>
    /// <see cref="Standardize"/> if slots have different units. If they share one (of the slots that vary, nine in ten have a range of at least a
    /// tenth of the widest, as with the pixels of an image), each slot is centered and all are divided by one common deviation, so that
    /// a slot that hardly varies is not blown up to the size of the others. With a Bernoulli reconstruction: <see cref="None"/>.
    /// </summary>
    Automatic,

    /// <summary>Values are left unchanged.</summary>
    None,

    /// <summary>(x − mean) / standard deviation, slot by slot.</summary>
    Standardize,

    /// <summary>(x − minimum) / (maximum − minimum), slot by slot: [0, 1] over the training rows.</summary>
    MinMax,
}
