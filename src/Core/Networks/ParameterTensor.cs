namespace MLNet.Autoencoder;

/// <summary>A tensor inside the one array that holds all parameters.</summary>
/// <param name="Name">Its name in a model file, for example <c>encoder.hidden.0.weight</c>.</param>
/// <param name="Rows">Rows of a weight matrix (outputs); 1 for a bias.</param>
/// <param name="Columns">Columns of a weight matrix (inputs); the length of a bias.</param>
/// <param name="Offset">Where it starts in <see cref="NetworkParameters.Values"/>.</param>
public sealed record ParameterTensor(string Name, int Rows, int Columns, int Offset)
{
    /// <summary>The number of values.</summary>
    public int Length => Rows * Columns;

    /// <summary>Whether this is a vector, not a matrix.</summary>
    public bool IsBias => Name.EndsWith(".bias", StringComparison.Ordinal);

    /// <summary>
    /// Whether weight decay shrinks it: a weight, but not one of a linear path beside hidden layers, so that what does not pay falls back to
    /// the linear part.
    /// </summary>
    public bool IsDecayed => !IsBias && !Name.Contains(".linear.", StringComparison.Ordinal);

    /// <summary>The shape in a model file: <c>[outputs, inputs]</c> of a weight, <c>[outputs]</c> of a bias.</summary>
    internal int[] Shape => IsBias ? [Columns] : [Rows, Columns];
}
