using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Objectives;

/// <summary>What a fit minimises, put together from its terms.</summary>
internal sealed class Objective
{
    private readonly ReconstructionLoss _reconstruction;
    private readonly bool _isPriced;
    private readonly int _continuousSlots;

    public Objective(AutoencoderKind kind, ReconstructionLoss reconstruction, int dimension)
    {
        var term = new ReconstructionTerm(reconstruction, dimension);
        _reconstruction = reconstruction;
        _continuousSlots = term.ContinuousSlots;

        // A calibrated v follows the error: only with its own price, ½ log 2πv for a value, can the losses of two epochs be compared.
        _isPriced = reconstruction.NoiseVariance is null && term.HasContinuous && (kind.IsVariational || term.HasCategorical);
    }

    /// <summary>The terms as means over rows, and their total.</summary>
    /// <param name="loss">The terms, summed over the rows.</param>
    /// <param name="klWeight">λ.</param>
    public LossTerms Of(in BatchLoss loss, float klWeight)
    {
        double error = loss.SquaredError / loss.Weight;
        double entropy = loss.CrossEntropy / loss.Weight;
        double latent = klWeight * loss.ChargedDivergence / loss.Weight;
        double penalty = loss.Penalty / loss.Weight;
        double continuous = loss.ContinuousWeight / loss.Weight;
        double variance = NoiseVariance.Of(_reconstruction, loss.SquaredError, loss.ContinuousWeight);
        double total = _isPriced
            ? (0.5 * ((continuous * ScalarFunctions.Log(2 * Math.PI * variance)) + ((error + penalty) / variance))) + entropy + latent
            : error + (2 * variance * (entropy + latent)) + penalty;
        return new LossTerms(error, entropy, loss.KlDivergence / loss.Weight, penalty, total);
    }

    /// <summary>The total loss where everything that is to be explained is so much less.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="part">The part it is less by; 0 to 1.</param>
    public double Lessened(LossTerms loss, double part) =>
        _isPriced ? loss.Total - (0.5 * part * _continuousSlots) : loss.Total * (1 - part);
}
