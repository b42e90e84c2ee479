namespace MLNet.Autoencoder.Detection;

/// <summary>What an anomaly detector holds besides its autoencoder.</summary>
/// <param name="Score">What makes a row anomalous.</param>
/// <param name="Contamination">The share of rows that the threshold was to flag.</param>
/// <param name="Threshold">Rows with a higher score are flagged.</param>
/// <param name="Scales">What the loss of each slot is divided by, <c>[d]</c>, see <see cref="LossScales"/>.</param>
/// <param name="Masks">Which slots are masked together; <see langword="null"/> unless the score is that of masked predictions.</param>
/// <param name="Reference">The scores that new ones are compared with.</param>
internal sealed record DetectorContent(
    AnomalyScore Score, float Contamination, float Threshold, float[] Scales, MaskPlan? Masks, ReferenceScores Reference);
