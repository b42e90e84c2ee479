using TorchSharp;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>One fit on one device.</summary>
/// <remarks>
/// Every step has its own dispose scope, so that none of its tensors outlive it. It also sets its own inference mode, on only for evaluation, so that
/// the caller's <c>no_grad</c> or <c>inference_mode</c> neither prevents training nor is changed by it.
/// </remarks>
internal sealed class TorchSession : ITrainingSession
{
    private readonly NetworkArchitecture _architecture;
    private readonly Device _device;
    private readonly TorchParameters _parameters;
    private readonly TorchNetwork _network;
    private readonly TorchObjective _objective;
    private readonly TorchAdam _adam;
    private readonly TorchRanks _ranks;

    public TorchSession(TrainingRequest request, Device device)
    {
        using IDisposable mode = inference_mode(false);
        using DisposeScope scope = NewDisposeScope();
        _architecture = request.InitialParameters.Architecture;
        _device = device;
        _parameters = new TorchParameters(request.InitialParameters, device);
        _network = new TorchNetwork(_parameters, request.Options.Kind);
        _objective = new TorchObjective(request, _parameters);
        _adam = new TorchAdam(_parameters, request);
        _ranks = new TorchRanks(request);
        _parameters.Keep();
    }

    /// <inheritdoc/>
    public void TrainBatch(TrainingBatch batch, float learningRate)
    {
        using IDisposable mode = inference_mode(false);
        using DisposeScope scope = NewDisposeScope();
        _parameters.Gradient.zero_();
        if (batch.Count == 0)
        {
            TakeStep(batch, learningRate);
            return;
        }

        TorchBatch onDevice = Load(batch, isTraining: true);
        TorchTerms terms = Terms(onDevice);
        TorchObjective.MeanLoss(terms, batch).backward();
        TakeStep(batch, learningRate, () => _network.Latent.Follow(terms.Code, onDevice));

        // Last, because it waits for the device.
        terms.Report(batch);
    }

    /// <inheritdoc/>
    public void EvaluateBatch(TrainingBatch batch)
    {
        using IDisposable mode = inference_mode(true);
        using DisposeScope scope = NewDisposeScope();
        TorchBatch onDevice = Load(batch, isTraining: false);
        TorchTerms terms = Terms(onDevice);
        terms.Report(batch);
        _objective.ReportRows(terms, onDevice, batch);
    }

    /// <inheritdoc/>
    public bool TrySave(TrainingState state)
    {
        using DisposeScope scope = NewDisposeScope();
        return _adam.TrySave(state);
    }

    /// <inheritdoc/>
    public void Restore(TrainingState state)
    {
        using IDisposable mode = inference_mode(false);
        using DisposeScope scope = NewDisposeScope();
        _adam.Restore(state);
    }

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();

    /// <summary>Takes a step down the gradient of all ranks.</summary>
    /// <param name="batch">The rows of this rank.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="follow">What follows the codes of the batch instead of a gradient; <see langword="null"/> without rows.</param>
    private void TakeStep(TrainingBatch batch, float learningRate, Action? follow = null)
    {
        _ranks.Average(_parameters.Gradient, batch);
        _network.Latent.ProjectGradient();
        _adam.Step(learningRate);
        _network.Latent.FinishStep();
        follow?.Invoke();
        if (_network.Latent.Followers is { } followers)
        {
            _ranks.Average(followers, batch);
        }
    }

    private TorchBatch Load(TrainingBatch batch, bool isTraining) =>
        new(batch, _architecture, _network.Latent.IsSampled, _device) { IsTraining = isTraining };

    private TorchTerms Terms(TorchBatch batch) => _objective.Terms(_network.Forward(batch), _network.Latent, batch);
}
