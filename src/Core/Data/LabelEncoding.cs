using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>Labels as the loss sees them: classes without gaps, or numbers with mean 0 and deviation 1.</summary>
internal sealed class LabelEncoding
{
    private readonly Dictionary<int, int> _indexOfClass;
    private readonly double[] _frequencies;
    private readonly double _mean;
    private readonly double _deviation;

    /// <param name="kind">What the labels are.</param>
    /// <param name="classes">The classes, in ascending order, and the weight of the rows of each.</param>
    /// <param name="mean">The mean of the numbers.</param>
    /// <param name="deviation">Their standard deviation.</param>
    /// <param name="share">The weight of the labeled rows, as a fraction of that of all rows.</param>
    public LabelEncoding(LabelKind kind, IReadOnlyList<(int Class, double Weight)> classes, double mean, double deviation, double share)
    {
        Kind = kind;
        Classes = [.. classes.Select(entry => entry.Class)];
        double total = classes.Sum(entry => entry.Weight);
        _frequencies = [.. classes.Select(entry => entry.Weight / total)];
        _indexOfClass = Classes.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index);
        (_mean, _deviation) = (mean, deviation);
        Share = share;
    }

    public LabelKind Kind { get; }

    /// <summary>The classes, in ascending order; none for numbers.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>The weight of the labeled rows, as a fraction of that of all rows.</summary>
    public double Share { get; }

    /// <summary>Whether labels distinguish rows: there are at least two classes, or numbers that vary.</summary>
    public bool IsInformative => Kind == LabelKind.Class ? Classes.Count > 1 : _deviation > 0;

    /// <summary>A label as the loss sees it; NaN if it is missing, or a class that no row of the fit had.</summary>
    public float Encode(float label) =>
        float.IsNaN(label) ? float.NaN
        : Kind == LabelKind.Number ? (float)((label - _mean) / _deviation)
        : _indexOfClass.TryGetValue((int)label, out int index) ? index
        : float.NaN;

    /// <summary>The loss of the best prediction that is the same for all rows, in nats.</summary>
    /// <param name="label">A label as the loss sees it.</param>
    /// <returns>−log of the frequency of a class, or ½y² for a number; 0 if the label is missing.</returns>
    public double LossOfConstant(float label) =>
        float.IsNaN(label) ? 0
        : Kind == LabelKind.Class ? -ScalarFunctions.Log(_frequencies[(int)label])
        : 0.5 * label * label;
}
