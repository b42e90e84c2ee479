using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>Damaged and invalid model files. ML.NET wraps the exceptions of a loader; the innermost exception is ours.</summary>
public sealed class ModelFileTests
{
    [Fact]
    public void An_intact_file_loads_without_the_estimator()
    {
        var loaded = Assert.IsType<AutoencoderFeaturesTransformer>(Fitted.Load(Fitted.Save(Fitted.Transformer())));

        Assert.Equal("Features", loaded.InputColumnName);
        Assert.Equal("Latent", loaded.OutputColumnName);
        Assert.Equal("LogVariance", loaded.LogVarianceColumnName);
        Assert.Equal("Decoded", loaded.ReconstructionColumnName);
        Assert.Equal("Score", loaded.ReconstructionErrorColumnName);
        Assert.Equal("ScaledScore", loaded.ScaledReconstructionErrorColumnName);
    }

    [Fact]
    public void Several_input_columns_are_loaded_with_their_sizes()
    {
        var loaded = Assert.IsType<AutoencoderFeaturesTransformer>(Fitted.Load(Fitted.Save(Fitted.OfScalarAndVector())));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => loaded.GetOutputSchema(
            Fitted.Schema(("Age", Fitted.Vector(2)), ("Features", Fitted.Vector(2)))));

        Assert.Null(loaded.InputColumnName);
        Assert.Equal(["Age", "Features"], loaded.InputColumnNames);
        Assert.Contains("'Age'", error.Message, StringComparison.Ordinal);
        Assert.Contains("must be a Single,", error.Message, StringComparison.Ordinal);
    }

    /// <summary>As in existing files.</summary>
    [Fact]
    public void A_single_input_column_is_saved_as_its_name_alone()
    {
        var attributes = FeatureColumns
            .Create(new InputColumns(["Features"]), ColumnNames.None.With<LatentColumn>("Latent"), new Variational())
            .ToAttributes();

        Assert.Equal(new() { ["input_column"] = "Features", ["latent_column"] = "Latent" }, attributes);
    }

    [Theory]
    [InlineData("\"input_column\":\"Features\"", "\"input_column\":\"Feature5\"")]
    [InlineData("\"latent_column\":\"Latent\"", "\"latent_column\":\"Lat3nt\"")]
    public void An_altered_column_name_is_refused(string from, string to)
    {
        byte[] bytes = Edit(payload => Replace(payload, from, to));

        AssertRefused(bytes);
    }

    [Fact]
    public void A_payload_of_a_newer_format_is_refused() =>
        AssertRefused(Edit(payload => Replace(payload, "\"format_version\":\"4\"", "\"format_version\":\"5\"")));

    [Fact]
    public void An_altered_weight_is_refused() => AssertRefused(Edit(payload =>
    {
        payload[payload.Length - 300] ^= 1;
        return payload;
    }));

    [Fact]
    public void A_header_of_a_newer_version_is_refused()
    {
        var header = AutoencoderFeaturesTransformer.Header;

        AssertRefused(Fitted.Save(new SavedAs(header with { Version = header.Version + 1, OldestReader = header.Version + 1 })));
    }

    [Fact]
    public void A_header_of_another_component_is_refused() =>
        AssertRefused(Fitted.Save(new SavedAs(AutoencoderFeaturesTransformer.Header with { Signature = "SOMEBODY" })));

    [Fact]
    public void A_truncated_stream_is_refused() =>
        AssertRefused(Fitted.Save(new SavedAs(AutoencoderFeaturesTransformer.Header)));

    [Fact]
    public void A_model_without_column_names_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => FeatureColumns.FromAttributes(new Dictionary<string, string>(), Fitted.Model()));

        Assert.Contains("input_column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_the_same_name_for_two_columns_is_refused() => Assert.Throws<FormatException>(() => FeatureColumns.FromAttributes(
        new Dictionary<string, string> { ["input_column"] = "X", ["latent_column"] = "L", ["reconstruction_column"] = "L" },
        Fitted.Model()));

    [Fact]
    public void A_model_with_an_empty_column_name_is_refused() => Assert.Throws<FormatException>(() => FeatureColumns.FromAttributes(
        new Dictionary<string, string> { ["input_column"] = "X", ["latent_column"] = "" }, Fitted.Model()));

    [Fact]
    public void A_model_with_a_column_that_its_kind_cannot_have_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => FeatureColumns.FromAttributes(
            new Dictionary<string, string> { ["input_column"] = "X", ["latent_column"] = "L", ["log_variance_column"] = "V" },
            Fitted.Model(new Plain())));

        Assert.Contains("LogVarianceColumnName is 'V'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("Age")]
    [InlineData("""["Age", "Features"]""")]
    [InlineData("""[{"name":"Features","size":4}]""")]
    [InlineData("""[{"name":"Age","size":null},null]""")]
    [InlineData("""[{"name":"Age","size":null},{"size":3}]""")]
    [InlineData("""[{"name":"Age","size":null},{"name":"","size":3}]""")]
    [InlineData("""[{"name":"Age","size":null},{"name":"Features","size":4}]""")]
    [InlineData("""[{"name":"Age","size":null},{"name":"Features","size":"3"}]""")]
    [InlineData("""[{"name":"Age","size":5},{"name":"Features","size":-1}]""")]
    [InlineData("""[{"name":"Age","size":2147483647},{"name":"Features","size":2147483647},{"name":"More","size":6}]""")]
    [InlineData("""[{"name":"Age","size":1},{"name":"Age","size":3}]""")]
    public void A_model_with_a_damaged_list_of_input_columns_is_refused(string columns) => Assert.Throws<FormatException>(
        () => FeatureColumns.FromAttributes(
            new Dictionary<string, string> { ["input_columns"] = columns, ["latent_column"] = "L" }, Fitted.Model()));

    [Fact]
    public void A_model_with_both_a_single_input_column_and_a_list_is_refused()
    {
        const string Several = """[{"name":"Age","size":null},{"name":"Features","size":3}]""";

        Assert.Throws<FormatException>(() => FeatureColumns.FromAttributes(
            new Dictionary<string, string> { ["input_column"] = "X", ["input_columns"] = Several, ["latent_column"] = "L" }, Fitted.Model()));
    }

    private static void AssertRefused(byte[] bytes)
    {
        var error = Record.Exception(() => Fitted.Load(bytes));

        Assert.IsType<FormatException>(error?.GetBaseException());
    }

    /// <summary>Edits the stream of the transformer in the file: the header and the safetensors payload.</summary>
    private static byte[] Edit(Func<byte[], byte[]> edit)
    {
        using var file = new MemoryStream();
        file.Write(Fitted.Save(Fitted.Transformer()));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries.Single(candidate => IndexOf(Read(candidate), "AUTOENCF"u8) >= 0);
            byte[] edited = edit(Read(entry));
            using var stream = entry.Open();
            stream.SetLength(0);
            stream.Write(edited);
        }

        return file.ToArray();
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Replace(byte[] bytes, string from, string to)
    {
        int at = IndexOf(bytes, Encoding.UTF8.GetBytes(from));
        Assert.True(at >= 0, $"The payload does not contain {from}.");
        Encoding.UTF8.GetBytes(to).CopyTo(bytes, at);
        return bytes;
    }

    private static int IndexOf(byte[] bytes, ReadOnlySpan<byte> part) => bytes.AsSpan().IndexOf(part);

    /// <summary>A transformer that saves a header and nothing else.</summary>
    private sealed class SavedAs(ModelStreamHeader header) : ITransformer
    {
        public bool IsRowToRowMapper => false;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => throw new NotSupportedException();

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => MLNetInternals.BeginSave(ctx, header);
    }
}
