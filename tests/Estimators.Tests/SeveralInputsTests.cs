using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Several input columns, read as one.</summary>
public sealed class SeveralInputsTests
{
    private static readonly VectorDataViewType TwoSlots = Vector(2);

    [Fact]
    public void Several_columns_give_the_same_model_and_features_as_one_column_with_the_same_values()
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
    public void The_results_are_the_same_as_after_Concatenate()
    {
        string[][] choices =
        [
            [TestData.Input, TestData.SecondInput],
            [TestData.SecondInput, TestData.ScalarInput, TestData.Input],
            [TestData.ScalarInput, TestData.SecondInput],
            [TestData.SecondInput, "Unnamed"],
            ["Unnamed", "Misnamed"],
        ];
        Assert.All(choices, columns =>
        {
            var data = WithUnnamedSlots();
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

            // The only exception are names whose number differs from that of the slots: a schema shape does not show it, and we keep the promise.
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
    [InlineData(TestData.SecondInput, "Unnamed", false)]
    public void Reconstructed_slots_have_names_if_any_column_has_them_and_the_promised_shape_agrees(string first, string second, bool named)
    {
        var data = WithUnnamedSlots();
        var estimator = Estimator(first, second);

        var promised = estimator.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema));
        var delivered = estimator.Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(named, SchemaAssert.SlotNames(delivered["Decoded"]).Length > 0);
        SchemaAssert.Same(SchemaAssert.ShapeOf(delivered), promised);
    }

    [Fact]
    public void Only_the_required_columns_are_activated()
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
    public void An_added_column_may_replace_an_input_column()
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
    public void A_list_of_one_name_is_the_same_as_a_single_name()
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
    public void With_several_columns_InputColumnName_is_null()
    {
        var transformer = Fit(TestData.Good(), TestData.ScalarInput, TestData.Input);

        Assert.Null(transformer.InputColumnName);
        Assert.Equal([TestData.ScalarInput, TestData.Input], transformer.InputColumnNames);
    }

    [Theory]
    [InlineData("a longer vector", 6, 3)]
    [InlineData("the same number of values in total", 5, 3)]
    [InlineData("a vector for a scalar", 6, 2)]
    [InlineData("a scalar for a vector", 6, 0)]
    public void The_error_names_a_column_whose_size_differs_from_the_fit(string how, int pixels, int second)
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
                Assert.Contains(fittedToScalar ? "must be a Single," : "must be a Vector<Single> of size 2,", error.Message, StringComparison.Ordinal);
                Assert.EndsWith($"{other.Schema["Second"].Type}. (Parameter '{error.ParamName}')", error.Message, StringComparison.Ordinal);
            }));
    }

    [Fact]
    public void The_error_names_a_column_that_is_missing_or_has_the_wrong_type()
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
    public void A_row_with_too_many_values_is_refused()
    {
        var data = new TableView(1, TableColumn.Unreadable("A", Vector(int.MaxValue)), TableColumn.Unreadable("B", Vector(int.MaxValue)));

        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, "A", "B"));
    }

    [Fact]
    public void The_error_names_the_column_of_a_vector_that_does_not_have_its_declared_size()
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
    public void A_row_with_a_NaN_or_an_infinity_in_any_column_is_left_out_and_has_NaN_features(float weight, float margin)
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
    public void A_single_name_together_with_a_list_of_names_is_refused() => AssertRefused(
        options => (options.InputColumnName, options.InputColumnNames) = ("Pixels", ["Pixels"]), "InputColumnName must be null", "'Pixels'");

    [Fact]
    public void An_empty_list_or_an_empty_name_in_it_is_refused()
    {
        AssertRefused(options => options.InputColumnNames = [], "InputColumnNames must", "empty");
        AssertRefused(options => options.InputColumnNames = ["Pixels", ""], "InputColumnNames[1] must", "empty");
        AssertRefused(options => options.InputColumnNames = [null!], "InputColumnNames[0] must", "null");
    }

    [Fact]
    public void A_name_listed_twice_is_refused() =>
        AssertRefused(options => options.InputColumnNames = ["Pixels", "Weight", "Pixels"], "InputColumnNames must", "'Pixels'");

    [Fact]
    public void Changing_the_list_later_does_not_affect_the_estimator()
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
        var data = WithUnnamedSlots();
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

    /// <summary>The tests' table with two more vectors: one without slot names, and one with three names for two slots.</summary>
    private static TableView WithUnnamedSlots()
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
                TableColumn.Vector("Unnamed", TwoSlots, i => new VBuffer<float>(2, TestData.SecondRow(i + 1))),
                TableColumn.Vector("Misnamed", TwoSlots, i => new VBuffer<float>(2, TestData.SecondRow(i + 2)), names.ToAnnotations()),
            ]);
    }

    /// <summary>Two columns of given sizes, where 0 means a scalar.</summary>
    private static TableView Table(int pixels, int second) => new(
        TestData.RowCount,
        TableColumn.Vector("Pixels", Vector(pixels), i => new VBuffer<float>(pixels, new float[pixels])),
        second == 0
            ? TableColumn.Scalar("Second", NumberDataViewType.Single, TestData.Weight)
            : TableColumn.Vector("Second", Vector(second), i => new VBuffer<float>(second, new float[second])));
}
