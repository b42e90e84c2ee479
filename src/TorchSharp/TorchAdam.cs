using TorchSharp;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>
/// AdamW with bias correction (Kingma and Ba, 2015; Loshchilov and Hutter, 2019) over all parameters as one tensor: five passes whatever the
/// number of layers, and the managed engine's arithmetic to rounding.
/// </summary>
internal sealed class TorchAdam
{
    // Single precision, as the managed engine has them: 1 − β₂ would differ in its fifth digit.
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    /// <summary>Smaller than any gradient that matters, and large enough to divide by.</summary>
    private const float MinNorm = 1e-30f;

    private readonly TorchParameters _parameters;
    private readonly float? _clipping;
    private readonly float _weightDecay;
    private readonly IReadOnlyList<Tensor> _decaying;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;
    private readonly Tensor _root;
    private long _stepCount;

    public TorchAdam(TorchParameters parameters, AutoencoderOptions options)
    {
        _parameters = parameters;
        _clipping = options.GradientClipping;
        _weightDecay = options.WeightDecay;
        _decaying = _weightDecay > 0 ? parameters.Decayed() : [];
        _firstMoment = parameters.Own(zeros_like(parameters.Values));
        _secondMoment = parameters.Own(zeros_like(parameters.Values));
        _root = parameters.Own(zeros_like(parameters.Values));
    }

    /// <summary>θ ← θ − α·m̂/(√v̂ + ε), with the gradient clipped and the weights decayed before.</summary>
    public void Step(float learningRate)
    {
        Clip();
        Decay(learningRate);
        Tensor gradient = _parameters.Gradient;
        _stepCount++;
        float stepSize = (float)(learningRate / (1 - Math.Pow(Beta1, _stepCount)));
        float rootScale = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, _stepCount)));

        // Named, so that they live until the calls return: a scalar that nobody holds may be collected while native code reads it.
        using Scalar beta1 = Beta1, rest1 = 1f - Beta1, beta2 = Beta2, rest2 = 1f - Beta2, scale = rootScale, epsilon = Epsilon, step = -stepSize;
        _firstMoment.mul_(beta1).add_(gradient, rest1);
        _secondMoment.mul_(beta2).addcmul_(gradient, gradient, rest2);

        // The bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ are in the step size and in the scale of the root.
        _root.copy_(_secondMoment).sqrt_().mul_(scale).add_(epsilon);
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

    /// <summary>Takes them over.</summary>
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

        // By way of the largest, because the squares of a gradient that is far too large are beyond single precision.
        Tensor gradient = _parameters.Gradient;
        Tensor largest = gradient.abs().max().AtLeast(MinNorm);
        Tensor norm = (gradient / largest).norm() * largest;
        gradient.mul_(norm.AtLeast(MinNorm).reciprocal().Times(clipping).AtMost(1));
    }

    /// <summary>w ← w − α·decay·w.</summary>
    private void Decay(float learningRate)
    {
        using Scalar kept = 1f - (learningRate * _weightDecay);
        foreach (Tensor weight in _decaying)
        {
            weight.mul_(kept);
        }
    }
}
