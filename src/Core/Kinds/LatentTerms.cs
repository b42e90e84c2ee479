namespace MLNet.Autoencoder.Kinds;

/// <summary>What the codes of a batch cost, summed over its rows by weight.</summary>
/// <param name="Divergence">The Kullback-Leibler divergence from N(0, 1), in nats; 0 where codes have no distribution.</param>
/// <param name="Charged">The same with every unit at its free bits at least.</param>
/// <param name="Penalty">What sparsity costs.</param>
internal readonly record struct LatentTerms(double Divergence, double Charged, double Penalty);
