using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// Keeps the atoms of a dictionary, its columns, at length 1: the gradient loses its component along each atom, which would only change the length, and after
/// a step the length is set to 1 again (Bricken et al., 2023).
/// </summary>
internal sealed class TorchAtoms
{
    // Windows into all parameters and into their gradient, [d, q].
    private readonly Tensor _atoms;
    private readonly Tensor _gradient;

    /// <param name="parameters">The parameters of a network with a dictionary.</param>
    public TorchAtoms(TorchParameters parameters)
    {
        DenseLayer dictionary = parameters.Layout.DirectDecoder;
        Tensor Window(Tensor all) => parameters.Own(
            all.narrow(0, dictionary.WeightOffset, (long)dictionary.Outputs * dictionary.Inputs).view(dictionary.Outputs, dictionary.Inputs));
        _atoms = Window(parameters.Values);
        _gradient = Window(parameters.Gradient);
    }

    /// <summary>g ← g − (g·d)d/‖d‖² for each atom d.</summary>
    public void ProjectGradient()
    {
        using Scalar minus = (-1).ToScalar();
        Tensor along = (_atoms * _gradient).sum(0, keepdim: true) / SquaredLengths();
        _gradient.addcmul_(_atoms, along, minus);
    }

    /// <summary>d ← d/‖d‖ for each atom d, unless it is 0.</summary>
    public void Normalize() => _atoms.div_(SquaredLengths().sqrt());

    /// <summary>‖d‖² of each atom, <c>[1, q]</c>; 1 if the atom is 0.</summary>
    private Tensor SquaredLengths()
    {
        Tensor squares = (_atoms * _atoms).sum(0, keepdim: true);
        return squares.Replaced(squares.logical_not(), 1);
    }
}
