using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The map that leads directly from a sparse code to the output, by a dictionary D: x̂ = D·z + b, or the same added to what hidden layers compute. All work
/// is over the units that fire.
/// </summary>
/// <remarks>In the parameters of a training session, D is stored atom by atom, <c>[q, d]</c>, so that a row is a sum of stretches of memory.</remarks>
/// <param name="parameters">The parameters of a training session.</param>
/// <param name="threads">The threads that share the work; <see langword="null"/> to use only the caller's.</param>
internal sealed class SparseDecoder(NetworkParameters parameters, ThreadTeam? threads)
{
    private readonly DenseLayer _dictionary = parameters.Layout.DirectDecoder;
    private readonly SparseProduct _product = new(threads);
    private readonly SampledProduct _sampled = new(threads);

    /// <summary>d.</summary>
    public int OutputDimension => _dictionary.Outputs;

    private ReadOnlySpan<float> Atoms => _dictionary.Weight((ReadOnlySpan<float>)parameters.Values);

    /// <summary>Computes the output, or adds to it if hidden layers contribute too.</summary>
    /// <param name="codes">z, <c>[rows, q]</c>.</param>
    /// <param name="output">x̂, <c>[rows, d]</c>.</param>
    public void Forward(SparseMatrix codes, Span<float> output)
    {
        if (_dictionary.IsSkip)
        {
            Add(codes, output);
        }
        else
        {
            _product.Multiply(codes, Atoms, output, OutputDimension, _dictionary.Bias((ReadOnlySpan<float>)parameters.Values));
        }
    }

    /// <summary>Adds D·a to rows.</summary>
    /// <param name="coefficients">a, <c>[rows, q]</c>.</param>
    /// <param name="rows"><c>[rows, d]</c>.</param>
    public void Add(SparseMatrix coefficients, Span<float> rows) => _product.AddProduct(coefficients, Atoms, rows, OutputDimension);

    /// <summary>From the gradient of the output, computes that of the coefficients that were added: Dᵀ·g, only where there are entries.</summary>
    /// <param name="coefficients">The entries, <c>[rows, q]</c>.</param>
    /// <param name="outputGradient">g, <c>[rows, d]</c>.</param>
    /// <param name="gradient">Receives a value for each entry.</param>
    public void BackwardInput(SparseMatrix coefficients, ReadOnlySpan<float> outputGradient, Span<float> gradient) =>
        _sampled.Multiply(coefficients, outputGradient, Atoms, OutputDimension, gradient);

    /// <summary>From the gradient of the output, computes that of the atoms, and that of the bias if this is the output layer.</summary>
    /// <param name="transposed">The transpose of the coefficients, <c>[q, rows]</c>.</param>
    /// <param name="outputGradient">g, <c>[rows, d]</c>.</param>
    /// <param name="gradient">Receives the gradient, in the layout of the parameters.</param>
    /// <param name="accumulates">Whether to add to the gradient of the atoms, for coefficients that do not contribute to the output itself.</param>
    public void BackwardParameters(SparseMatrix transposed, ReadOnlySpan<float> outputGradient, Span<float> gradient, bool accumulates = false)
    {
        Span<float> atoms = _dictionary.Weight(gradient);
        if (accumulates)
        {
            _product.AddProduct(transposed, outputGradient, atoms, OutputDimension);
            return;
        }

        _product.Multiply(transposed, outputGradient, atoms, OutputDimension);
        if (!_dictionary.IsSkip)
        {
            Reductions.ColumnSums(outputGradient, _dictionary.Bias(gradient), transposed.Columns, OutputDimension);
        }
    }
}
