using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>A dictionary stored atom by atom, for decoding sparse codes. Immutable, and shared by all scorers of the model.</summary>
internal sealed class PackedAtoms
{
    private readonly float[] _atoms;
    private readonly float[] _bias;

    /// <param name="parameters">The parameters of a served model without hidden layers.</param>
    public PackedAtoms(NetworkParameters parameters)
    {
        DenseLayer dictionary = parameters.Layout.DecoderOutput;
        ReadOnlySpan<float> weights = dictionary.Weight((ReadOnlySpan<float>)parameters.Values);
        _bias = dictionary.Bias((ReadOnlySpan<float>)parameters.Values).ToArray();
        _atoms = new float[weights.Length];
        Transposition.Transpose(weights, _atoms, dictionary.Outputs, dictionary.Inputs);
    }

    /// <summary>
    /// Computes D·z + b by the units that are not 0. Products of units that are 0 would not change a sum, so the bits are those of a product with all units.
    /// </summary>
    /// <param name="codes">z, <c>[rows, q]</c>.</param>
    /// <param name="output">Receives the output, <c>[rows, d]</c>.</param>
    /// <param name="product">Computes the product.</param>
    public void Decode(SparseMatrix codes, Span<float> output, SparseProduct product) => product.Multiply(codes, _atoms, output, _bias.Length, _bias);
}
