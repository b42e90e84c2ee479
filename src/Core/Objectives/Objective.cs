using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Objectives;

/// <summary>What a fit minimises: the named terms of its loss, and what they add up to.</summary>
internal sealed class Objective
{
    private readonly ReconstructionLoss _reconstruction;
    private readonly bool _isPriced;
    private readonly int _continuousSlots;

    /// <param name="reconstruction">The reconstruction loss.</param>
    /// <param name="dimension">d.</param>
    /// <param name="kindTerms">The terms that the kind of autoencoder adds.</param>
    public Objective(ReconstructionLoss reconstruction, int dimension, IReadOnlyList<LossTerm> kindTerms)
    {
        var term = new ReconstructionTerm(reconstruction, dimension);
        _reconstruction = reconstruction;
        _continuousSlots = term.ContinuousSlots;
        LossTerm[] reconstructionTerms = (term.HasContinuous, term.HasCategorical) switch
        {
            (true, true) => [LossTerm.SquaredError, LossTerm.CrossEntropy],
            (true, false) => [LossTerm.SquaredError],
            (false, _) => [LossTerm.CrossEntropy],
        };
        Terms = [.. reconstructionTerms, .. kindTerms];

        // A calibrated v follows the error: losses of two epochs are comparable only if v pays its own price, ½ log 2πv for a value.
        _isPriced = reconstruction.NoiseVariance is null && term.HasContinuous && Terms.Any(other => other.Unit == LossUnit.Nats);
    }

    /// <summary>The terms: those of the reconstruction first, then those of the kind.</summary>
    public IReadOnlyList<LossTerm> Terms { get; }

    /// <summary>The terms as means over rows, and their total.</summary>
    /// <param name="sum">The terms, summed over the rows.</param>
    /// <param name="weights">The weight of each term.</param>
    public LossTerms Of(LossSum sum, ReadOnlySpan<float> weights) => Of(sum.Loss, sum.Weight, sum.ContinuousWeight, weights);

    /// <summary>The same of terms that were summed elsewhere.</summary>
    /// <param name="loss">The terms, summed over the rows.</param>
    /// <param name="totalWeight">The sum of the weights of the rows.</param>
    /// <param name="continuousWeight">How many observed values they have in continuous slots, by weight.</param>
    /// <param name="weights">The weight of each term.</param>
    public LossTerms Of(BatchLoss loss, double totalWeight, double continuousWeight, ReadOnlySpan<float> weights)
    {
        double error = loss[LossTerm.SquaredError] / totalWeight;
        double penalties = ChargedIn(LossUnit.SquaredError, loss, totalWeight, weights).Sum();
        double[] nats = ChargedIn(LossUnit.Nats, loss, totalWeight, weights);
        double continuous = continuousWeight / totalWeight;
        double variance = NoiseVariance.Of(_reconstruction, loss[LossTerm.SquaredError], continuousWeight);
        double total = _isPriced
            ? nats.Aggregate(0.5 * ((continuous * ScalarFunctions.Log(2 * Math.PI * variance)) + ((error + penalties) / variance)), (left, right) => left + right)
            : error + (2 * variance * nats.Sum()) + penalties;
        return new LossTerms(Terms.Select(term => new LossTermValue(term, loss[term] / totalWeight)), total);
    }

    /// <summary>The total loss if everything that is to be explained were smaller by a given fraction.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="fraction">The fraction; 0 to 1.</param>
    public double Discounted(LossTerms loss, double fraction) =>
        _isPriced ? loss.Total - (0.5 * fraction * _continuousSlots) : loss.Total * (1 - fraction);

    /// <summary>The terms of a unit as means over rows, times their weights, without the squared error itself.</summary>
    private double[] ChargedIn(LossUnit unit, BatchLoss loss, double totalWeight, ReadOnlySpan<float> weights)
    {
        var charged = new List<double>();
        for (int i = 0; i < Terms.Count; i++)
        {
            if (Terms[i].Unit == unit && Terms[i] != LossTerm.SquaredError)
            {
                charged.Add(weights[i] * loss.Charged(Terms[i]) / totalWeight);
            }
        }

        return [.. charged];
    }
}
