namespace MLNet.Autoencoder;

/// <summary>Trains the parameters of a network on rows. Engines differ in what they run on, not in what they compute.</summary>
public interface ITrainingEngine
{
    /// <summary>Trains <see cref="TrainingRequest.Parameters"/> in place.</summary>
    /// <param name="request">Rows, checked options and the network with its initial parameters.</param>
    /// <param name="monitor">To be told of each epoch and asked between batches whether to stop.</param>
    /// <returns>The course of the fit.</returns>
    /// <exception cref="OperationCanceledException">The monitor asked to stop.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, or the loss stopped being a finite number.</exception>
    TrainingHistory Train(TrainingRequest request, ITrainingMonitor monitor);
}

/// <summary>What an engine is given. Made by <see cref="AutoencoderModel.Fit(IRowSource, AutoencoderOptions)"/>.</summary>
public sealed class TrainingRequest
{
    internal TrainingRequest(IRowSource rows, AutoencoderOptions options, int seed, NetworkParameters parameters)
    {
        Rows = rows;
        Options = options;
        Seed = seed;
        Parameters = parameters;
    }

    /// <summary>The rows to train on.</summary>
    public IRowSource Rows { get; }

    /// <summary>The options, checked. An engine reports to the monitor, not to <see cref="AutoencoderOptions.Progress"/>.</summary>
    public AutoencoderOptions Options { get; }

    /// <summary>The seed of everything random in the fit.</summary>
    public int Seed { get; }

    /// <summary>The parameters: initial values on entry, trained ones when the engine returns.</summary>
    public NetworkParameters Parameters { get; }
}

/// <summary>Who watches a fit.</summary>
public interface ITrainingMonitor
{
    /// <summary>Called once at the end of every epoch, on the thread that called the engine.</summary>
    /// <param name="epoch">The epoch that ended.</param>
    void EpochCompleted(TrainingEpoch epoch);

    /// <summary>Called before every batch.</summary>
    /// <exception cref="OperationCanceledException">The fit is to stop.</exception>
    void ThrowIfCancellationRequested();
}
