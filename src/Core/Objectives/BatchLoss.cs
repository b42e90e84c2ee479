namespace MLNet.Autoencoder;

/// <summary>The terms of the loss of a batch, each summed over its rows, times their weights.</summary>
/// <remarks>
/// The loss is the sum of the terms in <see cref="LossUnit.SquaredError"/> and 2v times those in <see cref="LossUnit.Nats"/>, each times its weight in
/// <see cref="TrainingBatch.TermWeights"/>. v is the given noise variance; if it is calibrated, the squared error divided by
/// <see cref="TrainingBatch.ContinuousWeight"/>; and ½ if no slot is continuous. The gradient treats v as a constant.
/// </remarks>
public sealed class BatchLoss
{
    private readonly LossTerm[] _terms;
    private readonly double[] _sums;
    private readonly double[] _charged;

    internal BatchLoss(IReadOnlyList<LossTerm> terms)
    {
        _terms = [.. terms];
        _sums = new double[_terms.Length];
        _charged = new double[_terms.Length];
    }

    /// <summary>The terms, in the order of <see cref="TrainingRequest.Terms"/>.</summary>
    public IReadOnlyList<LossTerm> Terms => _terms;

    /// <summary>The sum of a term.</summary>
    /// <param name="term">The term.</param>
    /// <value>Its sum over the rows; 0 if this loss does not have the term.</value>
    public double this[LossTerm term] => IndexOf(term) is var index and >= 0 ? _sums[index] : 0;

    /// <summary>Sets a term.</summary>
    /// <param name="term">A term of this loss.</param>
    /// <param name="sum">Its sum over the rows.</param>
    /// <exception cref="ArgumentNullException"><paramref name="term"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The loss has no such term.</exception>
    public void Set(LossTerm term, double sum) => Set(term, sum, sum);

    /// <summary>Sets a term of which the objective counts another value than is reported, as for a divergence with free bits.</summary>
    /// <param name="term">A term of this loss.</param>
    /// <param name="sum">Its sum over the rows, as reported.</param>
    /// <param name="charged">Its sum as the objective counts it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="term"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The loss has no such term.</exception>
    public void Set(LossTerm term, double sum, double charged)
    {
        ArgumentNullException.ThrowIfNull(term);
        int index = IndexOf(term);
        if (index < 0)
        {
            throw new ArgumentException(
                $"The loss has no term {term.Name}; its terms are {string.Join(", ", _terms.Select(known => known.Name))}.", nameof(term));
        }

        (_sums[index], _charged[index]) = (sum, charged);
    }

    /// <summary>The sum of a term as the objective counts it; 0 if this loss does not have the term.</summary>
    /// <param name="term">The term.</param>
    /// <returns>The sum that <see cref="Set(LossTerm, double, double)"/> was given as <c>charged</c>.</returns>
    public double Charged(LossTerm term) => IndexOf(term) is var index and >= 0 ? _charged[index] : 0;

    internal void Clear()
    {
        Array.Clear(_sums);
        Array.Clear(_charged);
    }

    internal void Add(BatchLoss other)
    {
        for (int i = 0; i < _terms.Length; i++)
        {
            _sums[i] += other._sums[i];
            _charged[i] += other._charged[i];
        }
    }

    /// <summary>Where a term is among <see cref="Terms"/>; −1 if it is not there.</summary>
    private int IndexOf(LossTerm term)
    {
        for (int i = 0; i < _terms.Length; i++)
        {
            if (ReferenceEquals(_terms[i], term) || _terms[i] == term)
            {
                return i;
            }
        }

        return -1;
    }
}
