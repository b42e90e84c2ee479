using MLNet.Autoencoder.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>
/// Adam (Kingma and Ba, 2015) in place. That of TorchSharp allocates temporaries, and passes scalars that the garbage collector may free during the call.
/// </summary>
internal sealed class TorchPlainAdam : IDisposable
{
    private readonly Tensor[] _parameters;
    private readonly Tensor[] _firstMoments;
    private readonly Tensor[] _secondMoments;
    private readonly Tensor[] _roots;
    private long _stepCount;

    public TorchPlainAdam(Tensor[] parameters)
    {
        _parameters = parameters;
        using IDisposable mode = no_grad();
        (_firstMoments, _secondMoments, _roots) = (Zeros(), Zeros(), Zeros());

        Tensor[] Zeros() => Array.ConvertAll(parameters, parameter => zeros(parameter.shape));
    }

    /// <summary>θ ← θ − α·m̂/(√v̂ + ε). Gradients are 0 afterwards.</summary>
    public void Step(double learningRate)
    {
        _stepCount++;
        using Scalar beta1 = AdamConstants.Beta1.ToScalar(), rest1 = (1 - AdamConstants.Beta1).ToScalar();
        using Scalar beta2 = AdamConstants.Beta2.ToScalar(), rest2 = (1 - AdamConstants.Beta2).ToScalar();
        using Scalar scale = (1 / Math.Sqrt(1 - Math.Pow(AdamConstants.Beta2, _stepCount))).ToScalar();
        using Scalar step = (-learningRate / (1 - Math.Pow(AdamConstants.Beta1, _stepCount))).ToScalar();
        using Scalar epsilon = AdamConstants.Epsilon.ToScalar(), one = 1.ToScalar();
        for (int i = 0; i < _parameters.Length; i++)
        {
            Tensor gradient = _parameters[i].grad!;
            _firstMoments[i].mul_(beta1).add_(gradient, rest1);
            _secondMoments[i].mul_(beta2).addcmul_(gradient, gradient, rest2);
            _roots[i].copy_(_secondMoments[i]).sqrt_().mul_(scale).add_(epsilon, one);
            _parameters[i].addcdiv_(_firstMoments[i], _roots[i], step);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[.. _firstMoments, .. _secondMoments, .. _roots])
        {
            tensor.Dispose();
        }
    }
}
