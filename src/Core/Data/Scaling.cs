namespace MLNet.Autoencoder;

/// <summary>How the values of a column are brought to the scale that a network learns at. Part of the model: nobody scales at serving.</summary>
public enum Scaling
{
    /// <summary>
    /// <see cref="Standardize"/> where slots are of different units; where they share one (the ranges of nine in ten that vary are at least
    /// a tenth of the widest, as with the pixels of an image), each slot is centred and all are divided by one common deviation, so that
    /// a slot that hardly varies is not blown up to the size of the others. With a Bernoulli reconstruction: <see cref="None"/>.
    /// </summary>
    Automatic,

    /// <summary>Values as they are.</summary>
    None,

    /// <summary>(x − mean) / standard deviation, slot by slot.</summary>
    Standardize,

    /// <summary>(x − minimum) / (maximum − minimum), slot by slot: [0, 1] over the training rows.</summary>
    MinMax,
}
