using System.Text.Json;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Model;

/// <summary>The history of a fit in files, as JSON. It is read strictly and rejected if a value in it is impossible.</summary>
/// <remarks>
/// A loss is a JSON object: the name and value of each term, then <c>Total</c>. Files of version 2 always have four terms, with 0 for one that the fit
/// does not have. Later versions list the terms of the fit next to the history. The history of an old model is written as version 2 if its terms allow
/// it, so that builds that read only version 2 can read it.
/// </remarks>
/// <param name="terms">The terms of the fit.</param>
/// <param name="isVersion2">Whether each loss in the file has the four terms of version 2.</param>
internal sealed class StoredHistory(IReadOnlyList<LossTerm> terms, bool isVersion2 = false)
{
    // In the order of the file.
    private static readonly LossTerm[] TermsOfVersion2 = [LossTerm.SquaredError, LossTerm.CrossEntropy, LossTerm.KlDivergence, LossTerm.Penalty];

    private readonly JsonSerializerOptions _options = ModelJson.HistoryOptions(new LossTermsConverter(terms, isVersion2 ? TermsOfVersion2 : terms));

    /// <summary>Whether version 2 can hold a history with these terms.</summary>
    public static bool IsVersion2(IEnumerable<LossTerm> terms) => terms.All(TermsOfVersion2.Contains);

    /// <summary>Writes the list of terms that version 3 and later store next to the history.</summary>
    public static string WriteTerms(IEnumerable<LossTerm> terms) => JsonSerializer.Serialize([.. terms], ModelJson.Terms);

    /// <summary>Reads the list of terms that version 3 and later store next to the history. Those that this build knows get their title.</summary>
    /// <exception cref="FormatException">A term has no name or an unknown unit, or two have the same name.</exception>
    public static IReadOnlyList<LossTerm> ReadTerms(string json, string name)
    {
        LossTerm[] terms = StrictJson.Read(json, name, ModelJson.Terms);
        bool isPossible = terms.All(term => !string.IsNullOrEmpty(term?.Name) && term.Name != LossTermsConverter.Total && Enum.IsDefined(term.Unit))
            && terms.DistinctBy(term => term.Name).Count() == terms.Length;
        return isPossible ? [.. terms.Select(term => LossTerm.Known.FirstOrDefault(term.Equals) ?? term)] : throw StrictJson.Unreadable(json, name);
    }

    public string Write(IEnumerable<TrainingEpoch> epochs) => JsonSerializer.Serialize([.. epochs], _options.TypeOf<TrainingEpoch[]>());

    public string Write(LossTerms? start) => JsonSerializer.Serialize(start, _options.TypeOf<LossTerms>()!);

    /// <summary>Reads epochs.</summary>
    /// <exception cref="FormatException">They are not numbered from 1, or a number in them is impossible.</exception>
    public TrainingEpoch[] ReadEpochs(string json, string name)
    {
        TrainingEpoch[] epochs = StrictJson.Read(json, name, _options.TypeOf<TrainingEpoch[]>());
        return epochs.Where((epoch, index) => epoch?.Epoch != index + 1 || !IsPossible(epoch)).Any()
            ? throw StrictJson.Unreadable(json, name)
            : epochs;
    }

    /// <summary>Reads the loss before the first epoch; <see langword="null"/> if that is what the file holds.</summary>
    /// <exception cref="FormatException">A term is impossible.</exception>
    public LossTerms? ReadStart(string json, string name)
    {
        if (json == "null")
        {
            return null;
        }

        LossTerms start = StrictJson.Read(json, name, _options.TypeOf<LossTerms>());
        return IsPossible(start) ? start : throw StrictJson.Unreadable(json, name);
    }

    private static bool IsPossible(TrainingEpoch epoch) =>
        IsPossible(epoch.Training)
        && (epoch.Validation is null || IsPossible(epoch.Validation))
        && IsNonNegative(epoch.LearningRate) && IsNonNegative(epoch.KlWeight) && IsNonNegative(epoch.BatchSize) && IsNonNegative(epoch.ActiveUnits)
        && epoch.CentroidAccuracy is null or (>= 0 and <= 1)
        && IsNonNegative(epoch.L0 ?? 0) && IsNonNegative(epoch.DeadUnits ?? 0) && IsNonNegative(epoch.UnexplainedVariance ?? 0)
        && epoch.Duration >= TimeSpan.Zero && IsNonNegative(epoch.RowsPerSecond);

    /// <summary>JSON cannot express an infinity, but a number too large for its type is read as one.</summary>
    private static bool IsPossible(LossTerms? loss) => loss is not null && double.IsFinite(loss.Total) && loss.All(value => double.IsFinite(value.Value));

    private static bool IsNonNegative(double value) => value >= 0 && double.IsFinite(value);
}
