using TorchSharp;
using MLNet.Autoencoder.Torch.Tensors;
using MLNet.Autoencoder.Training;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>
/// AdamW with bias correction (Kingma and Ba, 2015; Loshchilov and Hutter, 2019) over all parameters as one tensor: the number of passes does
/// not depend on the number of layers. The arithmetic is that of the managed engine, up to rounding.
/// </summary>
internal sealed class TorchAdam
{
    /// <summary>Smaller than any relevant gradient, and large enough to divide by.</summary>
    private const float MinNorm = 1e-30f;

    private readonly TorchParameters _parameters;
    private readonly float? _clipping;
    private readonly float _weightDecay;
    private readonly IReadOnlyList<Tensor> _decaying;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private readonly Tensor _root;
    private long _stepCount;

    public TorchAdam(TorchParameters parameters, TrainingRequest request)
    {
        _parameters = parameters;
        _clipping = request.Options.GradientClipping;
        _weightDecay = request.Settings.WeightDecay;
        _decaying = _weightDecay > 0 ? parameters.Decayed() : [];
        _firstMoment = parameters.Own(zeros_like(parameters.Values));
        _secondMoment = parameters.Own(zeros_like(parameters.Values));
        _root = parameters.Own(zeros_like(parameters.Values));
    }

    /// <summary>θ ← θ − α·m̂/(√v̂ + ε), after clipping the gradient and decaying the weights.</summary>
    public void Step(float learningRate)
    {
        Clip();
        Decay(learningRate);
        Tensor gradient = _parameters.Gradient;
        _stepCount++;
        float stepSize = (float)(learningRate / (1 - Math.Pow(AdamConstants.Beta1, _stepCount)));
        float rootScale = (float)(1 / Math.Sqrt(1 - Math.Pow(AdamConstants.Beta2, _stepCount)));

        // Scalars that live until the calls return: see TorchScalars.
        using Scalar beta1 = AdamConstants.Beta1.ToScalar(), rest1 = (1f - AdamConstants.Beta1).ToScalar();
        using Scalar beta2 = AdamConstants.Beta2.ToScalar(), rest2 = (1f - AdamConstants.Beta2).ToScalar();
        using Scalar scale = rootScale.ToScalar(), epsilon = AdamConstants.Epsilon.ToScalar(), one = 1.ToScalar(), step = (-stepSize).ToScalar();
        _firstMoment.mul_(beta1).add_(gradient, rest1);
        _secondMoment.mul_(beta2).addcmul_(gradient, gradient, rest2);

        // The step size and the scale of the root contain the bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ.
        _root.copy_(_secondMoment).sqrt_().mul_(scale).add_(epsilon, one);
        _parameters.Values.addcdiv_(_firstMoment, _root, step);
    }

    /// <summary>Copies parameters, moments and step count, if all parameters are finite. Waits for the device.</summary>
    public bool TrySave(TrainingState state)
    {
        if (!_parameters.Values.isfinite().all().item<bool>())
        {
            return false;
        }

        TorchMemory.ToManaged(_parameters.Values, state.Parameters);
        TorchMemory.ToManaged(_firstMoment, state.FirstMoment);
        TorchMemory.ToManaged(_secondMoment, state.SecondMoment);
        state.StepCount = _stepCount;
        return true;
    }

    /// <summary>Restores parameters, moments and step count.</summary>
    public void Restore(TrainingState state)
    {
        Fill(_parameters.Values, state.Parameters);
        Fill(_firstMoment, state.FirstMoment);
        Fill(_secondMoment, state.SecondMoment);
        _stepCount = state.StepCount;
    }

    private static void Fill(Tensor tensor, ReadOnlySpan<float> values) =>
        tensor.copy_(TorchMemory.ToDevice(values, tensor.device, tensor.shape));

    /// <summary>g ← g · min(1, c/‖g‖) (Pascanu et al., 2013).</summary>
    private void Clip()
    {
        if (_clipping is not { } clipping)
        {
            return;
        }

        // Divides by the largest value first, because the squares of a huge gradient overflow single precision.
        Tensor gradient = _parameters.Gradient;
        Tensor largest = gradient.abs().max().AtLeast(MinNorm);
        Tensor norm = (gradient / largest).norm() * largest;
        gradient.mul_(norm.AtLeast(MinNorm).reciprocal().Times(clipping).AtMost(1));
    }

    /// <summary>w ← w − α·decay·w.</summary>
    private void Decay(float learningRate)
    {
        using Scalar kept = (1f - (learningRate * _weightDecay)).ToScalar();
        foreach (Tensor weight in _decaying)
        {
            weight.mul_(kept);
        }
    }
}
