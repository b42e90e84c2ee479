using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>The diagnostics of a transformer's latent units.</summary>
public sealed class DiagnosticsTests
{
    [Fact]
    public void A_transformer_reports_what_its_units_do_on_data()
    {
        AutoencoderFeaturesTransformer transformer = Configurations.Estimator("latent only").Fit(TestData.Good());

        LatentDiagnostics diagnostics = transformer.Diagnose(TestData.Good());

        Assert.Equal(transformer.Model.LatentDimension, diagnostics.Units.Count);
        Assert.Equal(diagnostics.Units.OrderByDescending(unit => unit.KlDivergence), diagnostics.Units);
    }

    [Fact]
    public void Data_without_the_input_column_is_refused_with_its_name()
    {
        AutoencoderFeaturesTransformer transformer = Configurations.Estimator("latent only").Fit(TestData.Good());
        IDataView other = new MLContext().Data.LoadFromEnumerable(new[] { new { Something = 1f } });

        Assert.Contains($"'{transformer.InputColumnName}'", Assert.Throws<ArgumentOutOfRangeException>(() => transformer.Diagnose(other)).Message);
    }
}
