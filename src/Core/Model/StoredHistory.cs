using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Model;

/// <summary>The course of a fit as files keep it: JSON that says only what can have been.</summary>
internal static class StoredHistory
{
    /// <summary>Reads epochs.</summary>
    /// <exception cref="FormatException">They are not numbered from 1, or a number in them cannot be.</exception>
    public static TrainingEpoch[] ReadEpochs(string json, string name)
    {
        TrainingEpoch[] epochs = StrictJson.Read<TrainingEpoch[]>(json, name);
        return epochs.Where((epoch, index) => epoch?.Epoch != index + 1 || !IsPossible(epoch)).Any()
            ? throw StrictJson.Unreadable(json, name)
            : epochs;
    }

    /// <summary>Reads the loss before the first epoch; null where that is what the file holds.</summary>
    /// <exception cref="FormatException">A term cannot be.</exception>
    public static LossTerms? ReadStart(string json, string name)
    {
        if (json == "null")
        {
            return null;
        }

        LossTerms start = StrictJson.Read<LossTerms>(json, name);
        return IsPossible(start) ? start : throw StrictJson.Unreadable(json, name);
    }

    private static bool IsPossible(TrainingEpoch epoch) =>
        IsPossible(epoch.Training)
        && (epoch.Validation is null || IsPossible(epoch.Validation))
        && IsNonNegative(epoch.LearningRate) && IsNonNegative(epoch.KlWeight) && IsNonNegative(epoch.BatchSize) && IsNonNegative(epoch.ActiveUnits)
        && epoch.Duration >= TimeSpan.Zero && IsNonNegative(epoch.RowsPerSecond);

    /// <summary>A number too large for its type is read as an infinity, which no file can hold.</summary>
    private static bool IsPossible(LossTerms? terms) =>
        terms is not null && double.IsFinite(terms.SquaredError) && double.IsFinite(terms.CrossEntropy)
        && double.IsFinite(terms.KlDivergence) && double.IsFinite(terms.Penalty) && double.IsFinite(terms.Total);

    private static bool IsNonNegative(double value) => value >= 0 && double.IsFinite(value);
}
