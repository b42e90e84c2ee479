using System.Text.Json;

namespace MLNet.Autoencoder.Core.Tests.Diagnostics;

/// <summary>What a report says about units whose meaning is known.</summary>
public sealed class UnitReportTests
{
    private const int RowCount = 200;

    private static readonly UnitReport Report = PlantedTopics.Model().Explain(PlantedTopics.Rows(RowCount));

    [Fact]
    public void A_unit_fires_for_the_rows_of_its_topic()
    {
        UnitExplanation unit = Report.Of(2);

        Assert.Equal(0.25, unit.Density);
        Assert.Equal(Enumerable.Range(0, RowCount).Where(row => row % 4 == 1).Average(row => 1 + (row / 100.0)), unit.MeanActivation, 1e-5);
        Assert.Equal(2.97, unit.MaxActivation, 1e-5);
        Assert.Equal(0, unit.RestingCode);
        Assert.Equal(RowCount, Report.RowCount);
    }

    [Fact]
    public void The_top_rows_are_those_that_fire_the_unit_most_with_the_strongest_first()
    {
        UnitExplanation unit = Report.Of(2);

        Assert.Equal([197, 193, 189, 185, 181, 177, 173, 169, 165, 161], unit.TopRows.Select(row => row.Row));
        Assert.All(unit.TopRows, row => Assert.Equal(1 + (row.Row / 100f), row.Activation, 1e-5f));
    }

    [Fact]
    public void The_weak_rows_are_from_the_lowest_quarter_and_not_always_the_weakest()
    {
        UnitRow[] weak = [.. Report.Of(2).WeakRows];

        // Fifty rows fire the unit, so the lowest quarter are the first 13 of them: rows 1 to 49.
        Assert.Equal(5, weak.Length);
        Assert.All(weak, row => Assert.InRange(row.Row, 1, 49));
        Assert.Equal(weak.OrderByDescending(row => row.Activation), weak);
        Assert.NotEqual([17, 13, 9, 5, 1], weak.Select(row => row.Row));
    }

    [Fact]
    public void A_row_is_not_listed_both_as_strong_and_as_weak()
    {
        UnitExplanation unit = PlantedTopics.Model().Explain(PlantedTopics.Rows(16)).Of(2);

        Assert.Equal([13, 9, 5, 1], unit.TopRows.Select(row => row.Row));
        Assert.Empty(unit.WeakRows);
    }

    [Fact]
    public void Without_a_unit_the_slots_of_its_topic_change_most()
    {
        UnitExplanation unit = Report.Of(2);

        Assert.Equal([6, 7, 8], unit.Effect.Slots.Select(change => change.Slot).Order());
        Assert.All(unit.Effect.Slots, change => Assert.Equal(-unit.MeanActivation, change.ScaledChange, 1e-5));
        Assert.All(unit.Effect.Slots, change => Assert.Equal(-unit.MeanActivation * PlantedTopics.ScaleOf(change.Slot), change.Change, 1e-4));
    }

    [Fact]
    public void Slots_are_sorted_by_the_size_of_their_change_in_scaled_units() =>
        Assert.Equal(17, Report.Of(5).Effect.Slots[^1].Slot);

    [Fact]
    public void Without_a_unit_the_error_increases_by_what_it_reconstructs()
    {
        // The reconstruction of topic 2 is exact, and without it the error is the squared distance to the row.
        UnitEffect effect = Report.Of(2).Effect;
        double square = Enumerable.Range(0, RowCount).Where(row => row % 4 == 1).Average(row => Math.Pow(1 + (row / 100.0), 2));

        Assert.Equal(50, effect.RowCount);
        Assert.Equal(square * (4 + 16 + 4), effect.ErrorIncrease, 1e-3);
        Assert.Equal(square * 3 / PlantedTopics.Dimension, effect.ScaledErrorIncrease, 1e-5);
    }

    [Fact]
    public void Units_that_fire_together_more_often_than_by_chance_are_related()
    {
        Assert.Equal((1, 1.0), (Report.Of(0).FiresWith.Single().Unit, Report.Of(0).FiresWith.Single().FiringCorrelation));
        Assert.Equal([3], Report.Of(5).FiresWith.Select(other => other.Unit));
        Assert.Empty(Report.Of(2).FiresWith);
    }

    [Fact]
    public void Units_that_fire_together_as_often_as_by_chance_are_not_related()
    {
        // Topics 2 and 4 are each in half of the rows, and together in a quarter.
        float[] values = [.. Enumerable.Range(0, 40).SelectMany(row => Enumerable.Range(0, PlantedTopics.Dimension).Select(slot =>
            (slot / 3 == 2 && row % 2 == 0) || (slot / 3 == 4 && row % 4 < 2) ? 1f + PlantedTopics.ScaleOf(slot) : 1))];

        UnitReport report = PlantedTopics.Model().Explain(new InMemoryRows(values, PlantedTopics.Dimension));

        Assert.Equal([2, 4], report.Units.Select(unit => unit.Unit));
        Assert.All(report.Units, unit => Assert.Equal(0.5, unit.Density));
        Assert.All(report.Units, unit => Assert.Empty(unit.FiresWith));
    }

    [Fact]
    public void Units_with_similar_decoder_directions_are_related()
    {
        RelatedUnit similar = Report.Of(2).PointsWith.Single();

        Assert.Equal(5, similar.Unit);
        Assert.Equal(3 / Math.Sqrt(3 * 3.25), similar.Cosine, 1e-5);
        Assert.True(similar.FiringCorrelation < 0);
    }

    [Fact]
    public void Units_that_fire_are_explained_with_the_most_influential_first()
    {
        Assert.Equal(6, Report.FiringUnits);
        Assert.Equal([4, 3, 2, 0, 1, 5], Report.Units.Select(unit => unit.Unit));
        Assert.Equal([4, 3], Explain(new() { MaxUnits = 2 }).Units.Select(unit => unit.Unit));
    }

    [Fact]
    public void A_unit_that_never_fires_is_explained_on_request()
    {
        UnitReport report = Explain(new() { Units = [6, 1] });

        Assert.Equal([6, 1], report.Units.Select(unit => unit.Unit));
        UnitExplanation silent = report.Of(6);
        Assert.Equal((0.0, 0.0, 0.0), (silent.Density, silent.MeanActivation, silent.MaxActivation));
        Assert.Empty(silent.TopRows.Concat(silent.WeakRows));
        Assert.Empty(silent.Effect.Slots);
        Assert.Empty(silent.FiresWith.Concat(silent.PointsWith));
    }

    [Fact]
    public void The_lengths_of_lists_are_limited()
    {
        UnitExplanation unit = Explain(new() { TopRows = 3, WeakRows = 2, Slots = 1, RelatedUnits = 0 }).Of(2);

        Assert.Equal((3, 2, 1), (unit.TopRows.Count, unit.WeakRows.Count, unit.Effect.Slots.Count));
        Assert.Empty(unit.PointsWith);
    }

    [Fact]
    public void Scores_that_somebody_computes_from_codes_are_compared_with_and_without_the_unit()
    {
        // Two scores: twice unit 2, and the difference of units 2 and 3.
        UnitReport report = Explain(new()
        {
            Downstream = codes => [.. codes.Chunk(PlantedTopics.LatentDimension).SelectMany(code => new[] { 2 * code[2], code[2] - code[3] })],
        });

        UnitExplanation unit = report.Of(2);
        Assert.Equal(2, unit.Effect.ScoreChanges.Count);
        Assert.Equal(-2 * unit.MeanActivation, unit.Effect.ScoreChanges[0], 1e-4);
        Assert.Equal(-unit.MeanActivation, unit.Effect.ScoreChanges[1], 1e-4);
        Assert.Equal(report.Of(3).MeanActivation, report.Of(3).Effect.ScoreChanges[1], 1e-4);
        Assert.Empty(Report.Of(2).Effect.ScoreChanges);
    }

    [Fact]
    public void The_same_rows_give_the_same_report()
    {
        var options = new UnitReportOptions { MaxRows = 80 };

        Assert.Equal(JsonSerializer.Serialize(Explain(options)), JsonSerializer.Serialize(Explain(options)));
    }

    [Fact]
    public void From_more_rows_a_sample_is_drawn_and_rows_keep_their_index()
    {
        UnitReport report = Explain(new() { MaxRows = 80 });

        Assert.Equal(80, report.RowCount);
        UnitRow[] rows = [.. report.Of(2).TopRows, .. report.Of(2).WeakRows];
        Assert.All(rows, row => Assert.Equal((1, 1 + (row.Row / 100f)), (row.Row % 4, row.Activation), Near));
        Assert.Contains(rows, row => row.Row >= 80);
    }

    [Fact]
    public void Rows_that_cannot_be_encoded_are_left_out_but_counted_in_the_index()
    {
        float[] values = PlantedTopics.Values(RowCount);
        values[0] = float.NaN;
        values[5 * PlantedTopics.Dimension] = float.PositiveInfinity;

        UnitReport report = PlantedTopics.Model().Explain(new InMemoryRows(values, PlantedTopics.Dimension));

        Assert.Equal(RowCount - 2, report.RowCount);
        Assert.Equal(197, report.Of(2).TopRows[0].Row);
    }

    [Fact]
    public void Names_and_values_make_rows_readable()
    {
        UnitReport named = Report.WithNames(
            [.. Enumerable.Range(0, PlantedTopics.Dimension).Select(slot => $"word {slot}")], ["Text", "Length"], row => [$"row {row}", "7"]);

        Assert.Equal(["row 197", "7"], named.Of(2).TopRows[0].Shown);
        Assert.Equal($"row {named.Of(2).WeakRows[0].Row}", named.Of(2).WeakRows[0].Shown[0]);
        Assert.Equal(["Text", "Length"], named.ShownNames);
        Assert.Equal("word 6", named.SlotNames[6]);
        Assert.Empty(Report.SlotNames);
    }

    [Fact]
    public void Names_that_do_not_fit_are_refused()
    {
        Assert.Contains("mentions slot 17", Assert.Throws<ArgumentException>(() => Report.WithNames(["one"], [], _ => [])).Message);
        Assert.Contains("2 values were returned for row", Assert.Throws<ArgumentException>(() => Report.WithNames([], ["one"], _ => ["a", "b"])).Message);
    }

    [Fact]
    public void Rows_of_another_width_are_refused() => Assert.Contains(
        "The rows have 3 values each, but the model expects 18",
        Assert.Throws<ArgumentException>(() => PlantedTopics.Model().Explain(new InMemoryRows(new float[6], 3))).Message);

    [Fact]
    public void Rows_of_which_none_can_be_encoded_are_refused() => Assert.Contains(
        "can encode none of the rows",
        Assert.Throws<InvalidOperationException>(() => PlantedTopics.Model().Explain(
            new InMemoryRows(Enumerable.Repeat(float.NaN, PlantedTopics.Dimension).ToArray(), PlantedTopics.Dimension))).Message);

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Contains("Units must be 0 to 6 for each unit, but it is 7", Refusal(new() { Units = [0, 7] }));
        Assert.Contains("Units must be 0 to 6 for each unit, but it is -1", Refusal(new() { Units = [-1] }));
        Assert.Contains("MaxUnits must be 1 or more, but it is 0", Refusal(new() { MaxUnits = 0 }));
        Assert.Contains("TopRows must be 0 or more, but it is -1", Refusal(new() { TopRows = -1 }));
        Assert.Contains("WeakRows must be 0 or more, but it is -1", Refusal(new() { WeakRows = -1 }));
        Assert.Contains("Slots must be 0 or more, but it is -1", Refusal(new() { Slots = -1 }));
        Assert.Contains("RelatedUnits must be 0 or more, but it is -1", Refusal(new() { RelatedUnits = -1 }));
        Assert.Contains("MaxRows must be 1 or more, but it is 0", Refusal(new() { MaxRows = 0 }));
        Assert.Contains("contains unit 3 more than once", Assert.Throws<ArgumentException>(() => Explain(new() { Units = [3, 1, 3] })).Message);

        static string Refusal(UnitReportOptions options) => Assert.Throws<ArgumentOutOfRangeException>(() => Explain(options)).Message;
    }

    [Fact]
    public void A_unit_that_is_not_explained_is_named_in_the_error() => Assert.Contains(
        "The report explains 6 of 7 units, but not unit 6", Assert.Throws<ArgumentOutOfRangeException>(() => Report.Of(6)).Message);

    [Theory]
    [InlineData(0, "0 scores for 50 codes.")]
    [InlineData(51, "51 scores for 50 codes.")]
    public void A_wrong_number_of_scores_is_refused(int count, string message) => Assert.Contains(
        message, Assert.Throws<InvalidOperationException>(() => Explain(new() { Units = [2], Downstream = _ => new float[count] })).Message);

    private static UnitReport Explain(UnitReportOptions options) => PlantedTopics.Model().Explain(PlantedTopics.Rows(RowCount), options);

    private static bool Near((long, float) one, (long, float) other) => one.Item1 == other.Item1 && Math.Abs(one.Item2 - other.Item2) < 1e-5f;
}
