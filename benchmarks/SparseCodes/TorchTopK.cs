using MLNet.Autoencoder.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>
/// A plain TopK autoencoder in TorchSharp (Gao et al., Scaling and Evaluating Sparse Autoencoders, 2024), without a loss that revives dead units:
/// z = TopK(relu(W·(x − b) + c)) and x̂ = D·z + b, where the columns of D have norm 1. At the start, W is Dᵀ.
/// </summary>
internal sealed class TorchTopK : IDictionaryModel, IDisposable
{
    private readonly int _activeUnits;
    private readonly Tensor _encoder;
    private readonly Tensor _encoderBias;
    private readonly Tensor _decoder;
    private readonly Tensor _bias;
    private readonly TorchPlainAdam _adam;

    /// <param name="slots">d.</param>
    /// <param name="units">The number of units.</param>
    /// <param name="activeUnits">k.</param>
    /// <param name="seed">The seed of the parameters.</param>
    public TorchTopK(int slots, int units, int activeUnits, int seed)
    {
        using var generator = new Generator((ulong)seed);
        _activeUnits = activeUnits;
        _decoder = randn([slots, units], generator: generator);
        NormalizeDecoder();
        _encoder = _decoder.t().contiguous();
        (_encoderBias, _bias) = (zeros(units), zeros(slots));
        Tensor[] parameters = [_encoder, _encoderBias, _decoder, _bias];
        Array.ForEach(parameters, parameter => parameter.requires_grad_());
        _adam = new TorchPlainAdam(parameters);
    }

    /// <summary>Takes a step to a smaller mean squared error.</summary>
    /// <param name="rows"><c>[n, d]</c>.</param>
    /// <param name="learningRate">The learning rate.</param>
    public void Step(Tensor rows, double learningRate)
    {
        using DisposeScope scope = NewDisposeScope();
        nn.functional.mse_loss(Decode(Code(rows)), rows).backward();
        using IDisposable mode = no_grad();
        _adam.Step(learningRate);
        NormalizeDecoder();
    }

    public float[] Directions()
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return Values(_decoder.t());
    }

    public float[] Encode(ReadOnlySpan<float> rows)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return Values(Code(Rows(rows)));
    }

    public float[] Reconstruct(ReadOnlySpan<float> rows)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return Values(Decode(Code(Rows(rows))));
    }

    public void Dispose()
    {
        _adam.Dispose();
        _encoder.Dispose();
        _encoderBias.Dispose();
        _decoder.Dispose();
        _bias.Dispose();
    }

    private static float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.numel()];
        TorchMemory.ToManaged(tensor, values);
        return values;
    }

    private Tensor Rows(ReadOnlySpan<float> rows) => TorchMemory.ToDevice(rows, CPU, rows.Length / _bias.shape[0], _bias.shape[0]);

    private Tensor Code(Tensor rows)
    {
        Tensor activations = nn.functional.relu(nn.functional.linear(rows.Plus(_bias.neg()), _encoder, _encoderBias));
        (Tensor values, Tensor indices) = activations.topk(_activeUnits, dim: 1);
        return zeros_like(activations).scatter_(1, indices, values);
    }

    private Tensor Decode(Tensor code) => nn.functional.linear(code, _decoder, _bias);

    private void NormalizeDecoder()
    {
        using Tensor norms = _decoder.norm(0, keepdim: true);
        _decoder.div_(norms);
    }
}
