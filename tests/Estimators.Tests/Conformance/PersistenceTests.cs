using System.Globalization;
using Microsoft.ML;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 3 of the contract: a loaded model is the model that was saved.</summary>
public sealed class PersistenceTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Schemas_survive(string configuration)
    {
        var data = Configurations.Data(configuration);
        var fitted = Configurations.Estimator(configuration).Fit(data);

        var (loaded, inputSchema) = SaveAndLoad.InFreshContext(fitted, data.Schema);

        SchemaAssert.Same(data.Schema, inputSchema);
        SchemaAssert.Same(fitted.GetOutputSchema(data.Schema), loaded.GetOutputSchema(data.Schema));
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Values_survive_row_for_row(string configuration)
    {
        var data = Configurations.Data(configuration);
        var context = new MLContext(seed: 1);
        var fitted = Configurations.Estimator(configuration, context).Fit(data);
        byte[] bytes = SaveAndLoad.Save(fitted, data.Schema);

        AssertSameRows(fitted, SaveAndLoad.Load(context, bytes).Transformer, data);
        AssertSameRows(fitted, SaveAndLoad.Load(new MLContext(), bytes).Transformer, data);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Saving_a_loaded_model_gives_the_same_bytes(string configuration)
    {
        var data = Configurations.Data(configuration);
        var fitted = Configurations.Estimator(configuration).Fit(data);

        var loaded = Assert.IsType<AutoencoderFeaturesTransformer>(SaveAndLoad.InFreshContext(fitted, data.Schema).Transformer);

        Assert.Equal(ModelBytes(fitted), ModelBytes(loaded));
        Assert.Equal(fitted.OutputColumnName, loaded.OutputColumnName);
        Assert.Equal(fitted.InputColumnName, loaded.InputColumnName);
        Assert.Equal(fitted.InputColumnNames, loaded.InputColumnNames);
        Assert.Equal(fitted.LogVarianceColumnName, loaded.LogVarianceColumnName);
        Assert.Equal(fitted.ReconstructionColumnName, loaded.ReconstructionColumnName);
        Assert.Equal(fitted.ReconstructionErrorColumnName, loaded.ReconstructionErrorColumnName);
        Assert.Equal(fitted.ScaledReconstructionErrorColumnName, loaded.ScaledReconstructionErrorColumnName);
    }

    /// <summary>Named cultures are not available without ICU. What matters is a decimal comma, as in German.</summary>
    [Fact]
    public void A_culture_with_a_decimal_comma_changes_nothing()
    {
        var data = TestData.Good();
        byte[] expected = ModelBytes(Configurations.Estimator("all columns").Fit(data));
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "~");
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            var fitted = Configurations.Estimator("all columns").Fit(data);
            var loaded = SaveAndLoad.InFreshContext(fitted, data.Schema).Transformer;

            Assert.Equal(expected, ModelBytes(fitted));
            AssertSameRows(fitted, loaded, data);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_model_survives_a_file()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var data = TestData.Good();
            var fitted = Configurations.Estimator("latent only").Fit(data);

            new MLContext().Model.Save(fitted, data.Schema, path);
            var loaded = new MLContext().Model.Load(path, out _);

            AssertSameRows(fitted, loaded, data);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static byte[] ModelBytes(AutoencoderFeaturesTransformer transformer)
    {
        using var stream = new MemoryStream();
        transformer.Model.Save(stream);
        return stream.ToArray();
    }

    internal static void AssertSameRows(ITransformer expected, ITransformer actual, IDataView data)
    {
        var expectedView = expected.Transform(data);
        var actualView = actual.Transform(data);
        var expectedRows = ViewReader.Rows(expectedView, ViewReader.FloatColumns(expectedView.Schema));
        var actualRows = ViewReader.Rows(actualView, ViewReader.FloatColumns(actualView.Schema));
        Assert.Equal(expectedRows.Select(row => row.Id), actualRows.Select(row => row.Id));
        Assert.Equal(expectedRows.Select(row => row.Values), actualRows.Select(row => row.Values));
    }
}
