using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>The progress of a fit: whether it is finished, its learning rate and batch size, and its best epoch.</summary>
/// <param name="options">The options of the fit.</param>
/// <param name="settings">The values of those that follow the data.</param>
/// <param name="learningRate">The learning rate from which schedules start.</param>
/// <param name="isValidated">Whether there are validation rows.</param>
internal sealed class FitProgress(AutoencoderOptions options, TrainingSettings settings, float learningRate, bool isValidated)
{
    /// <summary>The factor on the learning rate when a diverged fit restarts.</summary>
    private const float RestartFactor = 0.25f;

    /// <summary>The least patience of a fit whose options set none.</summary>
    private const int AutomaticPatience = 45;

    /// <summary>The maximum number of restarts.</summary>
    public const int MaxRestarts = 5;

    /// <summary>The part of the progress that a checkpoint stores. The names of the properties are those in the file.</summary>
    public sealed record State
    {
        public double Best { get; set; } = double.MaxValue;

        /// <summary>The squared error of the start over the validation rows.</summary>
        public double StartError { get; set; } = double.MaxValue;

        /// <summary>The squared error of the start over the training rows that are farthest out.</summary>
        public double StartFarError { get; set; } = double.MaxValue;

        public int Epoch { get; set; }

        public int BestEpoch { get; set; }

        public int LastBetter { get; set; }

        public int LastSlowdown { get; set; }

        public int Halvings { get; set; }

        public int Doublings { get; set; }

        public int Restarts { get; set; }

        /// <summary>Whether a fit can have this progress after a number of epochs. A forged checkpoint can hold anything.</summary>
        public bool IsConsistentWith(int epochs)
        {
            int[] counts = [BestEpoch, LastBetter, LastSlowdown, Halvings, Doublings];
            return Epoch == epochs && double.IsFinite(Best) && StartError >= 0 && double.IsFinite(StartError) && StartFarError >= 0 && double.IsFinite(StartFarError) && Restarts is >= 0 and <= MaxRestarts && counts.All(count => count >= 0 && count <= epochs);
        }
    }

    public State Current { get; init; } = new();

    public bool IsFinished => Current.Epoch >= settings.Epochs
        || (isValidated && Patience > 0 && Current.Epoch - Current.BestEpoch >= Patience);

    public int BatchSize => Math.Min(settings.MaximumBatchSize, (int)Math.Min(int.MaxValue, (long)settings.BatchSize << Math.Min(Current.Doublings, 31)));

    /// <summary>
    /// The number of epochs to wait for one that is kept. As long as learning rate and noise are high, the best epoch may be an early one that was lucky.
    /// </summary>
    private int Patience => options.Patience ?? Math.Max(AutomaticPatience, settings.Epochs / 2);

    /// <summary>The learning rate at a point of the fit.</summary>
    /// <param name="epochs">The number of epochs so far, including the completed fraction of the current epoch.</param>
    public float LearningRateAt(double epochs)
    {
        double rate = options.LearningRateSchedule switch
        {
            LearningRateSchedule.Cosine => Cosine(Math.PI * Current.Epoch / settings.Epochs),
            LearningRateSchedule.Plateau => Math.ScaleB(1, -Current.Halvings),
            LearningRateSchedule.Constant => 1,
            _ => throw new InvalidOperationException($"The learning rate schedule {options.LearningRateSchedule} is unknown."),
        };
        double warmup = options.LearningRateWarmupEpochs == 0 ? 1 : Math.Min(1, epochs / options.LearningRateWarmupEpochs);
        return (float)(learningRate * AfterRestarts(rate) * warmup);
    }

    /// <summary>The learning rate at a point of the final epochs.</summary>
    /// <param name="done">The completed fraction of the final epochs.</param>
    public float FinalLearningRateAt(double done) => (float)(learningRate * AfterRestarts(FinalEpochs.FirstRate * Cosine(Math.PI * done)));

    /// <summary>½(1 + cos φ), which falls from 1 at 0 to 0 at π.</summary>
    private static double Cosine(double angle) => 0.5 * (1 + ScalarFunctions.Cos(angle));

    private double AfterRestarts(double rate)
    {
        for (int i = 0; i < Current.Restarts; i++)
        {
            rate *= RestartFactor;
        }

        return rate;
    }

    /// <summary>Adds an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="verdict">Its verdict against the best one so far; <see langword="null"/> if there are no validation rows.</param>
    /// <param name="isComparable">Whether its loss can be compared with earlier losses, which is not so while the weight of a term still rises.</param>
    /// <returns>Whether its parameters are the best so far.</returns>
    public bool Add(TrainingEpoch epoch, Verdict? verdict, bool isComparable)
    {
        Current.Epoch = epoch.Epoch;
        double loss = (epoch.Validation ?? epoch.Training).Total;
        bool isBetter = verdict is null ? loss < Current.Best || !isComparable : verdict == Verdict.Better;
        if (isBetter)
        {
            Current.Best = isComparable && double.IsFinite(loss) ? loss : double.MaxValue;
            Current.LastBetter = Current.Epoch;
        }
        else if (options.LearningRateSchedule == LearningRateSchedule.Plateau
            && Current.Epoch - Math.Max(Current.LastBetter, Current.LastSlowdown) >= options.PlateauPatience)
        {
            SlowDown();
        }

        bool keep = isBetter || verdict is null or Verdict.AsGood;
        Current.BestEpoch = keep ? Current.Epoch : Current.BestEpoch;
        return keep;
    }

    /// <summary>Doubles the batch size while it may grow, then halves the learning rate.</summary>
    private void SlowDown()
    {
        Current.LastSlowdown = Current.Epoch;
        if (BatchSize < settings.MaximumBatchSize)
        {
            Current.Doublings++;
        }
        else
        {
            Current.Halvings++;
        }
    }
}
