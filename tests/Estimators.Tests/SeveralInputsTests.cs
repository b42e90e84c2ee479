using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Several input columns, read as one.</summary>
public sealed class SeveralInputsTests
{
    private static readonly VectorDataViewType TwoSlots = Vector(2);

    [Fact]
    public void The_model_and_its_features_are_those_of_one_column_with_the_same_values()
    {
        var several = TestData.Good();
        var one = TestData.WithInput(TableColumn.Vector("Joined", Vector(8), i => new VBuffer<float>(8, Joined(i))));

        var ofSeveral = Fit(several, TestData.Input, TestData.SecondInput);
        var ofOne = Fit(one, "Joined");

        Assert.Equal(PersistenceTests.ModelBytes(ofOne), PersistenceTests.ModelBytes(ofSeveral));
        Assert.All(
            Configurations.Added("all columns"),
            name => Assert.Equal(ViewReader.Column(ofOne.Transform(one), name), ViewReader.Column(ofSeveral.Transform(several), name)));
    }

    [Fact]
    public void Everything_is_as_if_ML_NET_had_joined_the_columns_before()
    {
        string[][] choices =
        [
            [TestData.Input, TestData.SecondInput],
            [TestData.SecondInput, TestData.ScalarInput, TestData.Input],
            [TestData.ScalarInput, TestData.SecondInput],
            [TestData.SecondInput, "Nameless"],
            ["Nameless", "Misnamed"],
        ];
        Assert.All(choices, columns =>
        {
            var data = WithNameless();
            var context = new MLContext();
            var direct = Fit(data, columns);
            var joined = context.Transforms.Concatenate("Joined", columns).Append(Estimator("Joined")).Fit(data);

            var (view, expected) = (direct.Transform(data), joined.Transform(data));

            Assert.Equal(PersistenceTests.ModelBytes(joined.LastTransformer), PersistenceTests.ModelBytes(direct));
            Assert.All(Configurations.Added("all columns"), name =>
            {
                Assert.Equal(expected.Schema[name].Type, view.Schema[name].Type);
                Assert.Equal(ViewReader.Column(expected, name), ViewReader.Column(view, name));
            });

            // Names of another number than the slots are the one exception: the shape of a schema does not tell, and a promise is kept.
            string[] none = [.. columns.Where(name => name == "Misnamed").SelectMany(_ => Enumerable.Repeat("", 4))];
            Assert.Equal([.. SchemaAssert.SlotNames(expected.Schema["Decoded"]), .. none], SchemaAssert.SlotNames(view.Schema["Decoded"]));
        });
    }

    [Fact]
    public void Values_are_in_the_order_of_the_names()
    {
        var data = TestData.Good();

        var transformer = Fit(data, TestData.SecondInput, TestData.ScalarInput, TestData.Input);

        Assert.Equal(
            transformer.Encode([.. TestData.SecondRow(3), TestData.Weight(3), .. TestData.Row(3)]),
            ViewReader.Column(transformer.Transform(data), "Latent")[3]);
    }

    [Fact]
    public void Reconstructed_slots_are_named_by_column_and_slot()
    {
        string[] pixels = [.. Enumerable.Range(0, 6).Select(i => $"Pixels.pixel {i}")];

        Assert.Equal(["Weight", .. pixels], ReconstructedSlots(TestData.ScalarInput, TestData.Input));
        Assert.Equal(["", "", .. pixels], ReconstructedSlots(TestData.SecondInput, TestData.Input));
        Assert.Equal(["", "", "Weight"], ReconstructedSlots(TestData.SecondInput, TestData.ScalarInput));
        Assert.Equal(["Weight", "", ""], ReconstructedSlots(TestData.ScalarInput, "Misnamed"));
    }

    [Theory]
    [InlineData(TestData.ScalarInput, TestData.SecondInput, true)]
    [InlineData(TestData.Input, TestData.SecondInput, true)]
    [InlineData(TestData.SecondInput, "Misnamed", true)]
    [InlineData(TestData.SecondInput, "Nameless", false)]
    public void Reconstructed_slots_have_names_if_any_column_gives_them_and_that_is_promised(string first, string second, bool named)
    {
        var data = WithNameless();
        var estimator = Estimator(first, second);

        var promised = estimator.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema));
        var delivered = estimator.Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(named, SchemaAssert.SlotNames(delivered["Decoded"]).Length > 0);
        SchemaAssert.Same(SchemaAssert.ShapeOf(delivered), promised);
    }

    [Fact]
    public void Only_the_columns_needed_are_activated()
    {
        var data = TestData.Good();
        var view = Fit(data, TestData.SecondInput, TestData.Input).Transform(data);
        Assert.All(data.Activations, columns => Assert.Equal([TestData.SecondInput, TestData.Input], columns));
        data.Activations.Clear();

        using (view.GetRowCursor([view.Schema["Score"], view.Schema["Name"]]))
        using (view.GetRowCursor([view.Schema["Name"], view.Schema[TestData.Input]]))
        using (view.GetRowCursor([]))
        {
            Assert.Equal([["Name", TestData.Input, TestData.SecondInput], ["Name", TestData.Input], []], data.Activations);
        }
    }

    [Fact]
    public void An_added_column_may_replace_one_that_is_read()
    {
        var data = TestData.Good();
        var options = Options(TestData.Input, TestData.SecondInput);
        options.OutputColumnName = TestData.SecondInput;

        var view = new MLContext().Transforms.AutoencoderFeatures(options).Fit(data).Transform(data);

        Assert.Equal(
            ViewReader.Column(Fit(data, TestData.Input, TestData.SecondInput).Transform(data), "Latent"),
            ViewReader.Column(view, TestData.SecondInput));
    }

    [Fact]
    public void A_list_of_one_is_the_same_as_one()
    {
        var data = TestData.Good();
        var one = Configurations.Options("all columns");
        var list = Options(TestData.Input);

        var ofOne = new MLContext().Transforms.AutoencoderFeatures(one).Fit(data);
        var ofList = new MLContext().Transforms.AutoencoderFeatures(list).Fit(data);

        Assert.Equal(PersistenceTests.ModelBytes(ofOne), PersistenceTests.ModelBytes(ofList));
        SchemaAssert.Same(ofOne.GetOutputSchema(data.Schema), ofList.GetOutputSchema(data.Schema));
        Assert.All([ofOne, ofList], transformer =>
        {
            Assert.Equal(TestData.Input, transformer.InputColumnName);
            Assert.Equal([TestData.Input], transformer.InputColumnNames);
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, TestData.ScalarInput));
    }

    [Fact]
    public void Of_several_columns_none_is_the_one_that_is_read()
    {
        var transformer = Fit(TestData.Good(), TestData.ScalarInput, TestData.Input);

        Assert.Null(transformer.InputColumnName);
        Assert.Equal([TestData.ScalarInput, TestData.Input], transformer.InputColumnNames);
    }

    [Theory]
    [InlineData("a longer vector", 6, 3)]
    [InlineData("as many values in all", 5, 3)]
    [InlineData("a vector for a scalar", 6, 2)]
    [InlineData("a scalar for a vector", 6, 0)]
    public void A_column_of_another_size_than_was_fitted_is_named(string how, int pixels, int second)
    {
        bool fittedToScalar = how == "a vector for a scalar";
        var fitted = Fit(Table(6, fittedToScalar ? 0 : 2), "Second", "Pixels");
        var loaded = SaveAndLoad.InFreshContext(fitted, Table(6, 2).Schema).Transformer;
        var other = Table(pixels, second);

        Assert.All([fitted, loaded], transformer => Assert.All<Func<object>>(
            [
                () => transformer.GetOutputSchema(other.Schema),
                () => transformer.Transform(other),
                () => transformer.GetRowToRowMapper(other.Schema),
            ],
            action =>
            {
                var error = Assert.Throws<ArgumentOutOfRangeException>(action);
                Assert.Contains("'Second'", error.Message, StringComparison.Ordinal);
                Assert.Contains(fittedToScalar ? ": Single is expected" : "of size 2 is expected", error.Message, StringComparison.Ordinal);
                Assert.EndsWith($"{other.Schema["Second"].Type}. (Parameter '{error.ParamName}')", error.Message, StringComparison.Ordinal);
            }));
    }

    [Fact]
    public void A_column_that_is_missing_or_of_the_wrong_type_is_named()
    {
        var data = TestData.Good();

        foreach (string wrong in new[] { "Absent", "Name" })
        {
            var estimator = Estimator(TestData.Input, wrong);
            Assert.All<Func<object>>(
                [() => estimator.Fit(data), () => estimator.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema))],
                action => Assert.Contains($"'{wrong}'", Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void More_values_than_a_row_can_hold_are_refused()
    {
        var data = new TableView(1, TableColumn.Unreadable("A", Vector(int.MaxValue)), TableColumn.Unreadable("B", Vector(int.MaxValue)));

        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, "A", "B"));
    }

    [Fact]
    public void A_vector_that_is_not_of_the_size_its_type_promises_is_named()
    {
        var good = TestData.Good();
        var data = new TableView(
            TestData.RowCount,
            TableColumn.Scalar("Weight", NumberDataViewType.Single, TestData.Weight),
            TableColumn.Vector("Margin", TwoSlots, i => new VBuffer<float>(i < 7 ? 2 : 1, TestData.SecondRow(i))));

        var inFit = Assert.Throws<InvalidOperationException>(() => Fit(data, "Weight", "Margin"));
        var inCursor = Assert.Throws<InvalidOperationException>(
            () => ViewReader.Column(Fit(good, "Weight", "Margin").Transform(data), "Latent"));

        Assert.All([inFit, inCursor], error => Assert.Contains("Column 'Margin' has 1 values in row 7", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(0, float.NaN)]
    [InlineData(0, float.PositiveInfinity)]
    public void A_value_that_is_no_number_in_any_column_leaves_the_row_out_and_makes_its_features_NaN(float weight, float margin)
    {
        var lines = new List<string>();
        var context = new MLContext();
        context.Log += (_, message) => lines.Add(message.Message);
        var data = new TableView(
            20,
            TableColumn.Scalar("Weight", NumberDataViewType.Single, i => i == 4 ? weight : TestData.Weight(i)),
            TableColumn.Vector("Margin", TwoSlots, i => new VBuffer<float>(2, i == 4 ? [0, margin] : TestData.SecondRow(i))));

        var view = context.Transforms.AutoencoderFeatures(Options("Weight", "Margin")).Fit(data).Transform(data);

        string warning = Assert.Single(lines, line => line.Contains("left out", StringComparison.Ordinal));
        Assert.Contains("1 of 20 rows", warning, StringComparison.Ordinal);
        Assert.Contains("columns 'Weight', 'Margin'", warning, StringComparison.Ordinal);
        Assert.All(Configurations.Added("all columns"), name => Assert.Equal(
            Enumerable.Range(0, 20).Select(i => i != 4),
            ViewReader.Column(view, name).Select(row => row.All(float.IsFinite))));
        Assert.All(ViewReader.Column(view, "Decoded")[4], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void One_name_and_a_list_of_names_are_refused_together() => AssertRefused(
        options => (options.InputColumnName, options.InputColumnNames) = ("Pixels", ["Pixels"]), "InputColumnName must be null", "'Pixels'");

    [Fact]
    public void A_list_without_a_name_is_refused()
    {
        AssertRefused(options => options.InputColumnNames = [], "InputColumnNames must", "empty");
        AssertRefused(options => options.InputColumnNames = ["Pixels", ""], "InputColumnNames[1] must", "empty");
        AssertRefused(options => options.InputColumnNames = [null!], "InputColumnNames[0] must", "null");
    }

    [Fact]
    public void A_name_that_is_listed_twice_is_refused() =>
        AssertRefused(options => options.InputColumnNames = ["Pixels", "Weight", "Pixels"], "InputColumnNames must", "'Pixels'");

    [Fact]
    public void Changes_to_the_list_after_the_estimator_is_made_do_not_reach_it()
    {
        string[] names = [TestData.Input, TestData.SecondInput];
        var estimator = Estimator(names);

        names[1] = TestData.ScalarInput;

        Assert.Equal([TestData.Input, TestData.SecondInput], estimator.Fit(TestData.Good()).InputColumnNames);
    }

    private static VectorDataViewType Vector(int size) => new(NumberDataViewType.Single, size);

    private static float[] Joined(int row) => [.. TestData.Row(row), .. TestData.SecondRow(row)];

    private static AutoencoderFeaturesOptions Options(params string[] inputs)
    {
        var options = Configurations.Options("all columns");
        (options.InputColumnName, options.InputColumnNames) = (null, inputs);
        return options;
    }

    private static AutoencoderFeaturesEstimator Estimator(params string[] inputs) =>
        new MLContext().Transforms.AutoencoderFeatures(Options(inputs));

    private static AutoencoderFeaturesTransformer Fit(IDataView data, params string[] inputs) => Estimator(inputs).Fit(data);

    private static string[] ReconstructedSlots(params string[] inputs)
    {
        var data = WithNameless();
        return SchemaAssert.SlotNames(Fit(data, inputs).GetOutputSchema(data.Schema)["Decoded"]);
    }

    private static void AssertRefused(Action<AutoencoderFeaturesOptions> change, string start, string part)
    {
        var options = Configurations.Options("all columns");
        options.InputColumnName = null;
        change(options);

        var error = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.AutoencoderFeatures(options));

        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    /// <summary>The suite's table with two vectors more: one without slot names, and one that has three names for two slots.</summary>
    private static TableView WithNameless()
    {
        var names = new DataViewSchema.Annotations.Builder();
        names.Add(
            "SlotNames",
            new VectorDataViewType(TextDataViewType.Instance, 3),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(3, ["a".AsMemory(), "b".AsMemory(), "c".AsMemory()]));
        return TestData.Good(
            sparse: true,
            more:
            [
                TableColumn.Vector("Nameless", TwoSlots, i => new VBuffer<float>(2, TestData.SecondRow(i + 1))),
                TableColumn.Vector("Misnamed", TwoSlots, i => new VBuffer<float>(2, TestData.SecondRow(i + 2)), names.ToAnnotations()),
            ]);
    }

    /// <summary>Two columns of given sizes, 0 standing for a scalar.</summary>
    private static TableView Table(int pixels, int second) => new(
        TestData.RowCount,
        TableColumn.Vector("Pixels", Vector(pixels), i => new VBuffer<float>(pixels, new float[pixels])),
        second == 0
            ? TableColumn.Scalar("Second", NumberDataViewType.Single, TestData.Weight)
            : TableColumn.Vector("Second", Vector(second), i => new VBuffer<float>(second, new float[second])));
}
