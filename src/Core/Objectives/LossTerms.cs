using System.Collections;
using System.Diagnostics;

namespace MLNet.Autoencoder;

/// <summary>A loss, term by term, as weighted means over rows, and its total.</summary>
/// <remarks>
/// A Gaussian reconstruction has the term <see cref="LossTerm.SquaredError"/>, a Bernoulli one <see cref="LossTerm.CrossEntropy"/>, and a mixed one
/// both. A variational autoencoder adds <see cref="LossTerm.KlDivergence"/>, and a sparse one <see cref="LossTerm.Penalty"/>. Each auxiliary loss adds a
/// term of its name.
/// </remarks>
[DebuggerDisplay("{Total}")]
public sealed class LossTerms : IReadOnlyList<LossTermValue>, IEquatable<LossTerms>
{
    private readonly LossTermValue[] _values;

    /// <summary>Creates a loss from its terms.</summary>
    /// <param name="values">The terms with their values; no two terms with the same name.</param>
    /// <param name="total">The total.</param>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">Two terms have the same name.</exception>
    public LossTerms(IEnumerable<LossTermValue> values, double total)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [.. values];
        Total = total;
        for (int i = 0; i < _values.Length; i++)
        {
            if (IndexOf(_values[i].Term.Name) < i)
            {
                throw new ArgumentException($"Every term of a loss needs a unique name, but {_values[i].Term.Name} was given twice.", nameof(values));
            }
        }
    }

    /// <summary>
    /// The objective, <c>SquaredError + 2v·(CrossEntropy + λ·KlDivergence + Σ w·d·AuxiliaryLoss) + Penalty</c>, where w is the weight of an auxiliary
    /// loss and d the number of slots, and v is the given noise variance, or ½ if no slot is
    /// continuous. If v is calibrated and there are m continuous slots, the sum is divided by 2v and <c>½m·log 2πv</c> is added; with λ = 1 the
    /// result is the negative evidence lower bound (ELBO), in nats. (A plain, denoising or sparse autoencoder of continuous slots needs no v, and its
    /// objective is <c>SquaredError + Penalty</c>.) The divergence of each latent unit counts as at least its free bits.
    /// </summary>
    public double Total { get; }

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <summary>Σ(x̂ − x)² over a row's continuous slots, in scaled units; 0 if there are none.</summary>
    public double SquaredError => this[LossTerm.SquaredError.Name];

    /// <summary>The cross-entropy of a row's binary slots and one-hot groups, in nats; 0 if there are none.</summary>
    public double CrossEntropy => this[LossTerm.CrossEntropy.Name];

    /// <summary>The Kullback-Leibler divergence of the code from N(0, 1), in nats; 0 if codes have no distribution.</summary>
    public double KlDivergence => this[LossTerm.KlDivergence.Name];

    /// <summary>The penalty for codes that are not sparse enough, or for dead units; 0 if there is none.</summary>
    public double Penalty => this[LossTerm.Penalty.Name];

    /// <summary>The squared error plus the cross-entropy.</summary>
    public double Reconstruction => SquaredError + CrossEntropy;

    /// <inheritdoc/>
    public LossTermValue this[int index] => _values[index];

    /// <summary>The value of a term.</summary>
    /// <param name="name">The name of the term.</param>
    /// <value>Its value; 0 if the loss has no such term.</value>
    public double this[string name] => IndexOf(name) is var index and >= 0 ? _values[index].Value : 0;

    /// <inheritdoc/>
    public IEnumerator<LossTermValue> GetEnumerator() => ((IEnumerable<LossTermValue>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether two losses have the same terms with the same values, and the same total.</summary>
    /// <param name="other">The other loss.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(LossTerms? other) => other is not null && Total.Equals(other.Total) && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LossTerms);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Total, _values.Length);

    private int IndexOf(string name)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i].Term.Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
