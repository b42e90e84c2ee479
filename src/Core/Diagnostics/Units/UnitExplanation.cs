namespace MLNet.Autoencoder;

/// <summary>What rows show about one latent unit. <see cref="UnitReport"/> says when a unit fires.</summary>
/// <param name="Unit">The unit, 0 to q − 1.</param>
/// <param name="Density">The share of the rows for which it fires, 0 to 1.</param>
/// <param name="MeanActivation">The mean of its code over the rows for which it fires; 0 if there are none.</param>
/// <param name="MaxActivation">The largest of its codes; 0 if it does not fire.</param>
/// <param name="RestingCode">The code that switches it off: 0 if codes are rectified, otherwise its mean over the rows.</param>
/// <param name="TopRows">The rows that fire it most, the strongest first.</param>
/// <param name="WeakRows">
/// Some of the rows in the lowest quarter of its activations that are not top rows, the strongest first. If they have nothing in common with the top rows, the unit
/// has no single meaning.
/// </param>
/// <param name="Effect">What changes when it is switched off.</param>
/// <param name="FiresWith">The units that fire together with it more often than chance, those with the highest correlation first.</param>
/// <param name="PointsWith">The units whose decoder directions are most similar, those with the largest cosine first.</param>
public sealed record UnitExplanation(
    int Unit,
    double Density,
    double MeanActivation,
    double MaxActivation,
    double RestingCode,
    IReadOnlyList<UnitRow> TopRows,
    IReadOnlyList<UnitRow> WeakRows,
    UnitEffect Effect,
    IReadOnlyList<RelatedUnit> FiresWith,
    IReadOnlyList<RelatedUnit> PointsWith);

/// <summary>A row for which a unit fires.</summary>
/// <param name="Row">The index of the row in the source, counted from 0.</param>
/// <param name="Activation">The code of the unit.</param>
/// <param name="Shown">What shows a reader what the row is about, one value for each of <see cref="UnitReport.ShownNames"/>.</param>
public sealed record UnitRow(long Row, float Activation, IReadOnlyList<string> Shown);

/// <summary>
/// What changes when a unit is switched off, averaged over rows for which it fires: up to 256 of them, a random sample if there are more, the same one every time.
/// </summary>
/// <param name="RowCount">The number of rows.</param>
/// <param name="Slots">The slots that change most in scaled units, those first.</param>
/// <param name="ErrorIncrease">The increase of <see cref="AutoencoderModel.ReconstructionErrors"/>, in the squared units of the input.</param>
/// <param name="ScaledErrorIncrease">The increase of <see cref="AutoencoderModel.ScaledReconstructionErrors"/>, in squared scaled units.</param>
/// <param name="ScoreChanges">
/// The change of each score of <see cref="UnitReportOptions.Downstream"/>, <c>[s]</c>: the score without the unit minus the score with it. Empty if there are none.
/// </param>
public sealed record UnitEffect(
    int RowCount, IReadOnlyList<SlotChange> Slots, double ErrorIncrease, double ScaledErrorIncrease, IReadOnlyList<double> ScoreChanges);

/// <summary>How the reconstruction of a slot changes when a unit is switched off: the value without the unit minus the value with it.</summary>
/// <param name="Slot">The slot, 0 to d − 1.</param>
/// <param name="ScaledChange">The mean change in scaled units.</param>
/// <param name="Change">The mean change in the units of the input.</param>
public readonly record struct SlotChange(int Slot, double ScaledChange, double Change);

/// <summary>A unit that shares something with another.</summary>
/// <param name="Unit">The unit, 0 to q − 1.</param>
/// <param name="FiringCorrelation">
/// Pearson's correlation, over the rows, of whether the one and whether the other fires, −1 to 1. It is more than 0 if they fire together more often than they would
/// by chance.
/// </param>
/// <param name="Cosine">
/// The cosine of the angle between their decoder directions, −1 to 1: the columns of the decoder if there are no hidden layers, otherwise the changes of
/// the reconstruction in scaled units as each unit fires alone.
/// </param>
public readonly record struct RelatedUnit(int Unit, double FiringCorrelation, double Cosine);
