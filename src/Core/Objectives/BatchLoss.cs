namespace MLNet.Autoencoder;

/// <summary>The loss of a batch, term by term, each a weighted sum over the rows.</summary>
/// <remarks>
/// The loss is the sum of the terms in <see cref="LossUnit.SquaredError"/> plus 2v times the sum of those in <see cref="LossUnit.Nats"/>, each term
/// times its weight in <see cref="TrainingBatch.TermWeights"/>, where v is <see cref="TrainingBatch.NoiseVariance"/>, a constant of the step.
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
    /// <value>Its weighted sum over the rows; 0 if the loss has no such term.</value>
    public double this[LossTerm term] => IndexOf(term) is var index and >= 0 ? _sums[index] : 0;

    /// <summary>Sets a term.</summary>
    /// <param name="term">A term of this loss.</param>
    /// <param name="sum">Its weighted sum over the rows.</param>
    /// <exception cref="ArgumentNullException"><paramref name="term"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The loss has no such term.</exception>
    public void Set(LossTerm term, double sum) => Set(term, sum, sum);

    /// <summary>Sets a term whose value in the objective differs from the reported one, such as a divergence with free bits.</summary>
    /// <param name="term">A term of this loss.</param>
    /// <param name="sum">Its weighted sum over the rows, as reported.</param>
    /// <param name="charged">Its weighted sum over the rows, as the objective counts it.</param>
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

    /// <summary>The sum of a term as the objective counts it.</summary>
    /// <param name="term">The term.</param>
    /// <returns>The <c>charged</c> value of <see cref="Set(LossTerm, double, double)"/>; 0 if the loss has no such term.</returns>
    public double Charged(LossTerm term) => IndexOf(term) is var index and >= 0 ? _charged[index] : 0;

    /// <summary>The index of a term in <see cref="Terms"/>; −1 if it is not there.</summary>
    internal int IndexOf(LossTerm term) => Array.IndexOf(_terms, term);

    /// <summary>Copies the sum of each term, as reported, and then that of each as the objective counts it.</summary>
    internal void CopyTo(Span<double> values)
    {
        _sums.CopyTo(values);
        _charged.CopyTo(values[_sums.Length..]);
    }

    /// <summary>Sets what <see cref="CopyTo"/> copies.</summary>
    internal void CopyFrom(ReadOnlySpan<double> values)
    {
        values[.._sums.Length].CopyTo(_sums);
        values[_sums.Length..].CopyTo(_charged);
    }

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
}
