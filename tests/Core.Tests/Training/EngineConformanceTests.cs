using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Tests.Engines;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The tests for engines find an engine that is broken.</summary>
public class EngineConformanceTests
{
    private static readonly Dictionary<Defect, Action<Suite>> Finders = new()
    {
        [Defect.IgnoresRowWeights] = suite => suite.A_step_reports_and_descends_the_published_objective(Network(new Plain(), BatchParts.Weighted)),
        [Defect.IgnoresMissingValues] = suite => suite.A_step_reports_and_descends_the_published_objective(Network(new Plain(), BatchParts.Missing)),
        [Defect.IgnoresTermWeights] = suite => suite.The_divergence_counts_by_its_weight_in_the_batch(0.4f),
        [Defect.IgnoresNoise] = suite => suite.A_step_reports_and_descends_the_published_objective(Network(new Variational())),
        [Defect.IgnoresCorruption] = suite => suite.A_step_reports_and_descends_the_published_objective(Network(new Denoising())),
        [Defect.IgnoresDeadUnits] = suite => suite.A_dead_unit_fires_after_it_has_been_revived(new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.5f }),
        [Defect.RevivesLaterUnits] = suite => suite.Of_equal_dead_units_the_first_ones_are_revived(),
        [Defect.IgnoresProgress] = suite =>
            suite.In_the_first_half_of_a_fit_a_row_keeps_its_largest_activations_and_thresholds_follow_the_mean_of_the_smallest(new BatchTopK { ActiveUnits = 2 }),
        [Defect.IgnoresNoiseVariance] = suite => suite.Nats_count_by_the_noise_variance_of_the_batch(30),
        [Defect.ReadsRowsOfLongerBatch] = suite => suite.A_short_batch_after_a_longer_one_is_not_affected_by_its_rows(Network(new Plain())),
        [Defect.IgnoresLabels] = suite => suite.The_loss_of_a_head_for_classes_is_the_cross_entropy(),
        [Defect.IgnoresLabelFactor] = suite => suite.A_step_reports_and_descends_the_published_objective(Labeled()),
        [Defect.LabelsEveryRow] = suite => suite.The_supervised_contrastive_loss_compares_directions(),
        [Defect.IgnoresSecondView] = suite => suite.The_contrast_of_rows_compares_directions_of_projections(),
        [Defect.ReportsNoCodes] = suite => suite.An_evaluation_reports_the_published_objective_of_served_codes(Network(new Plain())),
        [Defect.ReportsNoDivergences] = suite => suite.An_evaluation_reports_the_published_objective_of_served_codes(Network(new Variational())),
        [Defect.ReportsMeanLoss] = suite => suite.A_step_reports_and_descends_the_published_objective(Network(new Plain())),
        [Defect.ReportsChargedDivergence] = suite => suite.Only_units_above_their_free_bits_are_pulled_towards_the_prior([6]),
        [Defect.ReportsNoSquaredErrorsOfRows] = suite => suite.An_evaluation_reports_the_published_objective_of_served_codes(Network(new Variational())),
        [Defect.ReportsNoNatsOfRows] = suite => suite.An_evaluation_reports_the_published_objective_of_served_codes(Network(new Variational())),
        [Defect.ReportsNoPenaltiesOfRows] = suite => suite.An_evaluation_reports_the_published_objective_of_served_codes(Network(new Sparse { Sparsity = new L1Penalty() })),
        [Defect.ReportsNoAuxiliaryLosses] = suite => suite.An_evaluation_reports_the_published_objective_of_served_codes(Labeled()),
        [Defect.KeepsLastOfEqualUnits] = suite => suite.Of_equal_units_the_first_ones_are_kept(),
        [Defect.AddsToEarlierLoss] = suite => suite.What_one_batch_reports_does_not_carry_over_to_the_next(Network(new Plain())),
        [Defect.ChangesRows] = suite => suite.The_input_of_a_batch_is_not_changed(Network(new Plain())),
        [Defect.SkipsBiasCorrection] = suite => suite.The_first_step_is_as_long_as_the_learning_rate(),
        [Defect.SkipsDecay] = suite => suite.A_step_is_one_of_AdamW(null, 0.3f),
        [Defect.DecaysBiases] = suite => suite.A_step_is_one_of_AdamW(null, 0.3f),
        [Defect.DecaysSkipConnections] = suite => suite.A_step_is_one_of_AdamW(null, 0.3f),
        [Defect.DecaysThroughMoments] = suite => suite.A_step_is_one_of_AdamW(null, 0.3f),
        [Defect.SkipsClipping] = suite => suite.A_step_is_one_of_AdamW(0.05f, 0f),
        [Defect.ClipsEachValue] = suite => suite.A_gradient_is_clipped_to_its_norm_even_if_its_squares_overflow(),
        [Defect.HasNoEpsilon] = suite => suite.A_step_is_one_of_AdamW(null, 0f),
        [Defect.RemembersLearningRate] = suite => suite.A_learning_rate_applies_to_its_own_step(),
        [Defect.EvaluationTrains] = suite => suite.An_evaluation_changes_nothing(Network(new Plain())),
        [Defect.SavesPartsOfABadState] = suite => suite.A_state_with_a_parameter_that_is_not_finite_is_not_saved(),
        [Defect.RestoresNoMoments] = suite => suite.A_restored_session_continues_like_the_saved_one(Network(new Plain())),
        [Defect.RestoresNoStepCount] = suite => suite.A_restored_session_continues_like_the_saved_one(Network(new Plain())),
        [Defect.KeepsRestoredState] = suite => suite.A_session_keeps_no_reference_to_a_restored_state(),
        [Defect.TrainsInitialParametersInPlace] = suite => suite.The_initial_parameters_are_not_changed(),
        [Defect.SessionsShareParameters] = suite => suite.Two_sessions_of_one_engine_do_not_disturb_each_other(Network(new Plain())),
        [Defect.DisposesOnce] = suite => suite.Disposing_a_session_twice_is_harmless(),
        [Defect.SkipsAPart] = suite => suite.Every_part_of_a_piece_of_work_runs_exactly_once(7),
        [Defect.RunsAPartTwice] = suite => suite.Every_part_of_a_piece_of_work_runs_exactly_once(7),
    };

    public static TheoryData<Defect> Defects => [.. Enum.GetValues<Defect>().Where(defect => defect != Defect.None)];

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_defect_fails_the_test_that_looks_for_it(Defect defect)
    {
        Finders[defect](new Suite(Defect.None));

        Assert.NotNull(Record.Exception(() => Finders[defect](new Suite(defect))));
    }

    [Fact]
    public void An_engine_that_accepts_options_it_may_not_know_has_no_closed_set()
    {
        var suite = new ClosedSuite();

        Assert.NotNull(Record.Exception(suite.An_unknown_kind_is_refused_by_name));
        Assert.NotNull(Record.Exception(suite.An_unknown_sparsity_is_refused_by_name));
        Assert.NotNull(Record.Exception(suite.An_unknown_kind_of_slot_is_refused_by_name));
        Assert.NotNull(Record.Exception(suite.An_unknown_activation_is_refused_by_name));
        Assert.NotNull(Record.Exception(suite.An_unknown_auxiliary_loss_is_refused_by_name));
    }

    private static TestNetwork Network(AutoencoderKind kind, BatchParts parts = BatchParts.None) =>
        new(Activation.Tanh, kind, new Gaussian(), [6], parts);

    private static TestNetwork Labeled() =>
        new(Activation.Tanh, new Plain(), new Gaussian(), [6], BatchParts.None, TestLabels.HeadAndContrast(LabelKind.Class));

    private sealed class Suite(Defect defect) : EngineConformance
    {
        protected override ITrainingEngine Create() => new BrokenEngine(defect);
    }

    private sealed class ClosedSuite : ClosedSetEngineConformance
    {
        protected override ITrainingEngine Create() => new ManagedEngine();
    }
}
