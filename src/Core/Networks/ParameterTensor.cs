using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder;

/// <summary>A tensor inside the one array that holds all parameters.</summary>
public sealed record ParameterTensor
{
    internal ParameterTensor(TensorSpec spec, int offset)
    {
        Name = spec.Name;
        Rows = spec.Rows;
        Columns = spec.Columns;
        Role = spec.Role;
        LatentAxis = spec.LatentAxis;
        Offset = offset;
    }

    /// <summary>The name in a model file, for example <c>encoder.hidden.0.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Rows of a matrix (outputs); 1 for a vector.</summary>
    public int Rows { get; }

    /// <summary>Columns of a matrix (inputs); the length of a vector.</summary>
    public int Columns { get; }

    /// <summary>What the tensor is for.</summary>
    public TensorRole Role { get; }

    /// <summary>Where the tensor starts in <see cref="NetworkParameters.Values"/>.</summary>
    public int Offset { get; }

    /// <summary>The number of values.</summary>
    public int Length => Rows * Columns;

    /// <summary>Whether weight decay shrinks the tensor, as its <see cref="Role"/> says.</summary>
    public bool IsDecayed => TensorRoles.IsDecayed(Role);

    /// <summary>Which axis, if any, counts the latent units.</summary>
    internal LatentAxis LatentAxis { get; }

    /// <summary>Whether this is a vector, not a matrix.</summary>
    internal bool IsVector => TensorRoles.IsVector(Role);

    /// <summary>The shape in a model file: <c>[outputs, inputs]</c> of a matrix, <c>[length]</c> of a vector.</summary>
    internal int[] Shape => IsVector ? [Columns] : [Rows, Columns];
}
