using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder;

/// <summary>A tensor inside the array that holds all parameters.</summary>
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

    /// <summary>The number of rows (outputs) of a matrix; 1 for a vector.</summary>
    public int Rows { get; }

    /// <summary>The number of columns (inputs) of a matrix; the length of a vector.</summary>
    public int Columns { get; }

    /// <summary>What the tensor is for.</summary>
    public TensorRole Role { get; }

    /// <summary>The index of the tensor's first value in <see cref="NetworkParameters.Values"/>.</summary>
    public int Offset { get; }

    /// <summary>The number of values.</summary>
    public int Length => Rows * Columns;

    /// <summary>Whether weight decay applies to the tensor; its <see cref="Role"/> decides.</summary>
    public bool IsDecayed => TensorRoles.IsDecayed(Role);

    /// <summary>Which axis, if any, indexes the latent units.</summary>
    internal LatentAxis LatentAxis { get; }

    /// <summary>Whether this is a vector rather than a matrix.</summary>
    internal bool IsVector => TensorRoles.IsVector(Role);

    /// <summary>The shape in a model file: <c>[outputs, inputs]</c> for a matrix, <c>[length]</c> for a vector.</summary>
    internal int[] Shape => IsVector ? [Columns] : [Rows, Columns];
}
