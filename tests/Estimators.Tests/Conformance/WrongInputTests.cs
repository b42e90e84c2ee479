using Microsoft.ML;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 2 of the contract: invalid input is refused immediately, with one type of exception that names the column.</summary>
public sealed class WrongInputTests
{
    [Theory]
    [MemberData(nameof(TestData.WrongWays), MemberType = typeof(TestData))]
    public void The_estimator_refuses_invalid_input(string how)
    {
        var wrong = TestData.Wrong(how);

        // Each of several columns may be a scalar, unless a fit has seen it as a vector.
        Assert.All(Configurations.Every.Where(name => how != "scalar" || Configurations.Read(name).Length == 1), name =>
        {
            var estimator = Configurations.Estimator(name);
            Refuses(() => estimator.GetOutputSchema(SchemaAssert.ShapeOf(wrong.Schema)));
            Refuses(() => estimator.Fit(wrong));
        });
    }

    [Theory]
    [MemberData(nameof(TestData.WrongWays), MemberType = typeof(TestData))]
    public void Fitted_and_loaded_transformers_refuse_invalid_input(string how) =>
        Assert.All(FittedAndLoaded(), transformer => RefusesAll(transformer, TestData.Wrong(how)));

    [Fact]
    public void Fitted_and_loaded_transformers_refuse_another_size()
    {
        var other = TestData.OfAnotherSize();

        Assert.All(Estimators(), estimator =>
        {
            estimator.GetOutputSchema(SchemaAssert.ShapeOf(other.Schema));
            estimator.Fit(other);
        });
        Assert.All(FittedAndLoaded(), transformer => RefusesAll(transformer, other));
    }

    [Fact]
    public void The_error_names_the_column_the_expected_type_and_the_type_found()
    {
        var transformer = Configurations.Estimator("latent only").Fit(TestData.Good());

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => transformer.Transform(TestData.OfAnotherSize()));

        Assert.Contains("'Pixels'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Vector<Single> of size 6", error.Message, StringComparison.Ordinal);
        Assert.Contains(TestData.OfAnotherSize().Schema[TestData.Input].Type.ToString()!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_says_that_a_size_is_variable()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Configurations.Estimator("latent only").Fit(TestData.Wrong("variable size")));

        Assert.Contains("must be a Vector<Single> of fixed size", error.Message, StringComparison.Ordinal);
        Assert.Contains("of variable size", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scalar", "Concatenate")]
    [InlineData("double", "ConvertType")]
    [InlineData("text", "OneHotEncoding or FeaturizeText")]
    [InlineData("variable size", "[VectorType(n)]")]
    public void The_error_says_what_to_do(string how, string remedy)
    {
        var wrong = TestData.Wrong(how);
        var estimator = Configurations.Estimator("latent only");

        Assert.All<Func<object>>(
            [() => estimator.Fit(wrong), () => estimator.GetOutputSchema(SchemaAssert.ShapeOf(wrong.Schema))],
            action => Assert.Contains(remedy, Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Null_is_refused()
    {
        var estimator = Configurations.Estimator("latent only");
        var transformer = estimator.Fit(TestData.Good());

        Assert.Throws<ArgumentNullException>(() => estimator.Fit(null!));
        Assert.Throws<ArgumentNullException>(() => estimator.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.Transform(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetRowToRowMapper(null!));
    }

    /// <summary>One estimator for each configuration.</summary>
    private static IEnumerable<AutoencoderFeaturesEstimator> Estimators() =>
        Configurations.Every.Select(name => Configurations.Estimator(name));

    private static ITransformer[] FittedAndLoaded()
    {
        var data = TestData.Good();
        ITransformer[] fitted = [.. Estimators().Select(estimator => estimator.Fit(data))];
        return [.. fitted, .. fitted.Select(transformer => SaveAndLoad.InFreshContext(transformer, data.Schema).Transformer)];
    }

    private static void RefusesAll(ITransformer transformer, IDataView wrong)
    {
        Refuses(() => transformer.GetOutputSchema(wrong.Schema));
        Refuses(() => transformer.Transform(wrong));
        Refuses(() => transformer.GetRowToRowMapper(wrong.Schema));
    }

    private static void Refuses(Func<object> action)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(action);
        Assert.Contains("'Pixels'", error.Message, StringComparison.Ordinal);
    }
}
