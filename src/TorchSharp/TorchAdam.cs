using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>
/// Adam with bias correction (Kingma and Ba, 2015) over all parameters as one tensor: five passes whatever the number of layers, and the
/// managed engine's arithmetic to rounding.
/// </summary>
internal sealed class TorchAdam
{
    // Single precision, as the managed engine has them: 1 − β₂ would differ in its fifth digit.
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly TorchParameters _parameters;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private readonly Tensor _root;
    private int _stepCount;

    public TorchAdam(TorchParameters parameters)
    {
        _parameters = parameters;
        _firstMoment = parameters.Own(zeros_like(parameters.Values));
        _secondMoment = parameters.Own(zeros_like(parameters.Values));
        _root = parameters.Own(zeros_like(parameters.Values));
    }

    /// <summary>θ ← θ − α·m̂/(√v̂ + ε).</summary>
    public void Step(float learningRate)
    {
        Tensor gradient = _parameters.Gradient;
        _stepCount++;
        float stepSize = (float)(learningRate / (1 - Math.Pow(Beta1, _stepCount)));
        float rootScale = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, _stepCount)));
        _firstMoment.mul_(Beta1).add_(gradient, 1f - Beta1);
        _secondMoment.mul_(Beta2).addcmul_(gradient, gradient, 1f - Beta2);

        // The bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ are in the step size and in the scale of the root.
        _root.copy_(_secondMoment).sqrt_().mul_(rootScale).add_(Epsilon);
        _parameters.Values.addcdiv_(_firstMoment, _root, -stepSize);
    }
}
