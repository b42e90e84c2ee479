using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>One fit on one device.</summary>
/// <remarks>
/// Every step has a dispose scope of its own, so that nothing of it outlives it, and an inference mode of its own (off), so that the
/// caller's <c>no_grad</c> or <c>inference_mode</c> neither stops the training nor is changed by it.
/// </remarks>
internal sealed class TorchSession : ITrainingSession
{
    private readonly NetworkArchitecture _architecture;
    private readonly Device _device;
    private readonly TorchParameters _parameters;
    private readonly TorchNetwork _network;
    private readonly TorchObjective _objective;
    private readonly TorchAdam _adam;

    public TorchSession(TrainingRequest request, Device device)
    {
        using IDisposable mode = inference_mode(false);
        using DisposeScope scope = NewDisposeScope();
        _architecture = request.InitialParameters.Architecture;
        _device = device;
        _objective = new TorchObjective(request.Options);
        _parameters = new TorchParameters(request.InitialParameters, device);
        _network = new TorchNetwork(_parameters, _architecture);
        _adam = new TorchAdam(_parameters);
        _parameters.Keep();
    }

    /// <inheritdoc/>
    public BatchLoss TrainBatch(TrainingBatch batch, float learningRate)
    {
        using IDisposable mode = inference_mode(false);
        using DisposeScope scope = NewDisposeScope();
        TorchLoss loss = Backward(batch);
        _adam.Step(learningRate);

        // Last, because it waits for the device.
        return new BatchLoss(loss.Reconstruction.item<float>(), loss.KlDivergence.item<float>());
    }

    /// <inheritdoc/>
    public void CopyParametersTo(Span<float> values) => TorchParameters.Copy(_parameters.Values, values);

    /// <summary>Copies the gradient of the last step's mean loss, laid out as the parameters are.</summary>
    internal void CopyGradientTo(Span<float> values) => TorchParameters.Copy(_parameters.Gradient, values);

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();

    /// <summary>Leaves the gradient of the mean loss in <see cref="TorchParameters.Gradient"/>.</summary>
    private TorchLoss Backward(TrainingBatch batch)
    {
        Tensor rows = Matrix(batch.Rows, batch.Count, _architecture.InputDimension);
        Tensor noise = Matrix(batch.Noise, batch.Count, _architecture.LatentDimension);
        TorchLoss loss = _objective.Terms(_network.Forward(rows, noise), rows);
        _parameters.Gradient.zero_();
        _objective.MeanLoss(loss, batch.Count).backward();
        return loss;
    }

    /// <summary>
    /// A copy on the device, <c>[rows, columns]</c>: the batch's memory is used again while the graph may still hold the tensor. The shape
    /// is checked here because not every native function that meets a wrong one throws; some end the process.
    /// </summary>
    private Tensor Matrix(ReadOnlySpan<float> values, int rows, int columns)
    {
        if (values.Length != (long)rows * columns)
        {
            throw new ArgumentException($"A batch of {rows} rows needs {(long)rows * columns} values, but there are {values.Length}.");
        }

        Tensor matrix = empty(rows, columns, ScalarType.Float32, CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(matrix.bytes));
        return matrix.to(_device);
    }
}
