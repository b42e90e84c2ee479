using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Objectives;

/// <summary>What a fit minimizes: the named terms of its loss, and their total.</summary>
internal sealed class Objective
{
    private readonly bool _includesVarianceCost;

    /// <param name="reconstruction">The reconstruction loss.</param>
    /// <param name="dimension">d.</param>
    /// <param name="kindTerms">The terms that the kind of autoencoder adds.</param>
    /// <param name="auxiliaryTerms">The terms of the auxiliary losses.</param>
    public Objective(
        ReconstructionLoss reconstruction, int dimension, IReadOnlyList<LossTerm> kindTerms, IReadOnlyList<LossTerm>? auxiliaryTerms = null)
    {
        var term = new ReconstructionTerm(reconstruction, dimension);
        HasContinuous = term.HasContinuous;
        LossTerm[] reconstructionTerms = (term.HasContinuous, term.HasCategorical) switch
        {
            (true, true) => [LossTerm.SquaredError, LossTerm.CrossEntropy],
            (true, false) => [LossTerm.SquaredError],
            (false, _) => [LossTerm.CrossEntropy],
        };
        Terms = [.. reconstructionTerms, .. kindTerms, .. auxiliaryTerms ?? []];

        // A calibrated v changes with the error. The losses of two epochs are comparable only if they include the cost of v itself, ½ log 2πv per value.
        _includesVarianceCost = reconstruction.NoiseVariance is null && term.HasContinuous && Terms.Any(other => other.Unit == LossUnit.Nats);
    }

    /// <summary>Whether there are slots with a squared error.</summary>
    public bool HasContinuous { get; }

    /// <summary>The terms of the reconstruction, followed by those of the kind and those of the auxiliary losses.</summary>
    public IReadOnlyList<LossTerm> Terms { get; }

    /// <summary>The terms as weighted means over rows, and their total.</summary>
    /// <param name="sum">The terms, as weighted sums over the rows.</param>
    /// <param name="weights">The weight of each term.</param>
    /// <param name="variance">v.</param>
    public LossTerms Of(LossSum sum, ReadOnlySpan<float> weights, double variance) =>
        Of(sum.Loss, sum.Weight, sum.ContinuousWeight, weights, variance);

    /// <summary>The terms as weighted means over rows, and their total.</summary>
    /// <param name="loss">The terms, as weighted sums over the rows.</param>
    /// <param name="totalWeight">The sum of the row weights.</param>
    /// <param name="continuousWeight">The weighted number of observed values in continuous slots.</param>
    /// <param name="weights">The weight of each term.</param>
    /// <param name="variance">v.</param>
    public LossTerms Of(BatchLoss loss, double totalWeight, double continuousWeight, ReadOnlySpan<float> weights, double variance)
    {
        double error = loss[LossTerm.SquaredError] / totalWeight;
        double penalties = ChargedIn(LossUnit.SquaredError, loss, totalWeight, weights).Sum();
        double[] nats = ChargedIn(LossUnit.Nats, loss, totalWeight, weights);
        double continuous = continuousWeight / totalWeight;
        double total = _includesVarianceCost
            ? nats.Aggregate(0.5 * ((continuous * ScalarFunctions.Log(2 * Math.PI * variance)) + ((error + penalties) / variance)), (left, right) => left + right)
            : error + (2 * variance * nats.Sum()) + penalties;
        return new LossTerms(Terms.Select(term => new LossTermValue(term, loss[term] / totalWeight)), total);
    }

    /// <summary>What the objective counts beyond the terms in nats, such as free bits, as a weighted mean over rows.</summary>
    /// <param name="sum">The terms, as weighted sums over the rows.</param>
    /// <param name="weights">The weight of each term.</param>
    public double ChargedNats(LossSum sum, ReadOnlySpan<float> weights)
    {
        double nats = 0;
        for (int i = 0; i < Terms.Count; i++)
        {
            nats += Terms[i].Unit == LossUnit.Nats ? weights[i] * (sum.Loss.Charged(Terms[i]) - sum.Loss[Terms[i]]) / sum.Weight : 0;
        }

        return nats;
    }

    /// <summary>The terms in a given unit, except the squared error, as weighted means over rows times the weights of the terms.</summary>
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
