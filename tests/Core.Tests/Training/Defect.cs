namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>What can be wrong with an engine. Each name says what the engine does.</summary>
public enum Defect
{
    None,

    // What goes into a step.
    IgnoresRowWeights,
    IgnoresMissingValues,
    IgnoresTermWeights,
    IgnoresNoise,
    IgnoresCorruption,
    IgnoresDeadUnits,
    RevivesLaterUnits,
    IgnoresProgress,
    IgnoresNoiseVariance,
    ReadsRowsOfLongerBatch,
    IgnoresLabels,
    IgnoresLabelFactor,
    LabelsEveryRow,
    IgnoresSecondView,

    // What is reported.
    ReportsNoCodes,
    ReportsNoDivergences,
    ReportsMeanLoss,
    ReportsChargedDivergence,
    ReportsNoSquaredErrorsOfRows,
    ReportsNoNatsOfRows,
    ReportsNoPenaltiesOfRows,
    ReportsNoAuxiliaryLosses,
    KeepsLastOfEqualUnits,
    AddsToEarlierLoss,
    ChangesRows,

    // The optimizer.
    SkipsBiasCorrection,
    SkipsDecay,
    DecaysBiases,
    DecaysSkipConnections,
    DecaysThroughMoments,
    SkipsClipping,
    ClipsEachValue,
    HasNoEpsilon,
    RemembersLearningRate,

    // State and sessions.
    EvaluationTrains,
    SavesPartsOfABadState,
    RestoresNoMoments,
    RestoresNoStepCount,
    KeepsRestoredState,
    TrainsInitialParametersInPlace,
    SessionsShareParameters,
    DisposesOnce,
    SkipsAPart,
    RunsAPartTwice,
}
