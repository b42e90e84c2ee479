using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>How far a fit has come: when it is finished, what its step size and batch size are, and which epoch was the best.</summary>
internal sealed class FitProgress(AutoencoderOptions options, bool isValidated)
{
    /// <summary>A diverged fit goes on with this part of its step size, so many times at the most.</summary>
    public const float RestartFactor = 0.25f;
    public const int MaxRestarts = 5;

    /// <summary>What of the progress is not in the options: kept in a checkpoint.</summary>
    public sealed record State
    {
        public double Best { get; set; } = double.MaxValue;

        public int Epoch { get; set; }

        public int BestEpoch { get; set; }

        public int LastBetter { get; set; }

        public int LastSlowdown { get; set; }

        public int Halvings { get; set; }

        public int Doublings { get; set; }

        public int Restarts { get; set; }

        /// <summary>Whether a fit can have come to this in so many epochs: a checkpoint may say anything.</summary>
        public bool IsPossibleAfter(int epochs)
        {
            int[] counts = [BestEpoch, LastBetter, LastSlowdown, Halvings, Doublings];
            return Epoch == epochs && double.IsFinite(Best) && Restarts is >= 0 and <= MaxRestarts && counts.All(count => count >= 0 && count <= epochs);
        }
    }

    public State Current { get; init; } = new();

    public bool IsFinished => Current.Epoch >= options.Epochs
        || (isValidated && options.Patience > 0 && Current.Epoch - Current.LastBetter >= options.Patience);

    public int BatchSize => Math.Min(options.LargestBatch, (int)Math.Min(int.MaxValue, (long)options.BatchSize << Math.Min(Current.Doublings, 31)));

    /// <summary>The step size at a point of the fit.</summary>
    /// <param name="epochs">The epochs done so far, with the part done of the current one.</param>
    public float LearningRateAt(double epochs)
    {
        double rate = options.LearningRateSchedule switch
        {
            LearningRateSchedule.Cosine => 0.5 * (1 + ScalarFunctions.Cos(Math.PI * Current.Epoch / options.Epochs)),
            LearningRateSchedule.Plateau => Math.ScaleB(1, -Current.Halvings),
            LearningRateSchedule.Constant => 1,
            _ => throw new InvalidOperationException($"The learning rate schedule {options.LearningRateSchedule} is not known."),
        };
        for (int i = 0; i < Current.Restarts; i++)
        {
            rate *= RestartFactor;
        }

        double warmup = options.LearningRateWarmupEpochs == 0 ? 1 : Math.Min(1, epochs / options.LearningRateWarmupEpochs);
        return (float)(options.LearningRate * rate * warmup);
    }

    /// <summary>Takes note of an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="isComparable">Whether its loss can be compared with earlier ones: not while the weight of a term still grows.</param>
    /// <returns>Whether its parameters are the ones to keep so far.</returns>
    public bool Add(TrainingEpoch epoch, bool isComparable)
    {
        Current.Epoch = epoch.Epoch;
        double loss = (epoch.Validation ?? epoch.Training).Total;
        bool isBetter = loss < Current.Best || !isComparable;
        if (isBetter)
        {
            Current.Best = isComparable ? loss : double.MaxValue;
            Current.LastBetter = Current.Epoch;
        }
        else if (Current.Epoch - Math.Max(Current.LastBetter, Current.LastSlowdown) >= options.PlateauPatience)
        {
            SlowDown();
        }

        bool keep = isBetter || !isValidated;
        Current.BestEpoch = keep ? Current.Epoch : Current.BestEpoch;
        return keep;
    }

    /// <summary>Larger batches while they may grow, then smaller steps.</summary>
    private void SlowDown()
    {
        Current.LastSlowdown = Current.Epoch;
        if (BatchSize < options.LargestBatch)
        {
            Current.Doublings++;
        }
        else
        {
            Current.Halvings++;
        }
    }
}
