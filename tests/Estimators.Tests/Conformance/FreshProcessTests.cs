using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>
/// Lines 3 and 7 of the contract in another process, tests/Transformers.Tests.FreshProcess. It knows nothing about the model and deploys only
/// what serving needs.
/// </summary>
public sealed class FreshProcessTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void A_fresh_process_gives_the_same_bits_from_the_file_alone(string configuration)
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Rows(), Schema());
        var fitted = context.Transforms.CopyColumns(TestData.Input, "Raw")
            .Append(Configurations.Estimator(configuration, context))
            .Append(context.Transforms.CopyColumns("Copy", Configurations.Options(configuration).OutputColumnName))
            .Fit(data);

        ILookup<string, string> printed = RunFreshProcess(fitted, data.Schema);

        string[] expected = [.. Bits(fitted.Transform(data))];
        Assert.Equal(expected, printed["transformed"]);
        Assert.Equal(expected, printed["predicted"]);
        Assert.Contains(typeof(AutoencoderFeaturesTransformer).FullName, printed["transformer"]);
        Assert.Equal(3, printed["transformer"].Count());
    }

    [Fact]
    public void A_fresh_process_gives_the_findings_of_an_anomaly_detector()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Rows(), Schema());
        var fitted = context.Transforms.CopyColumns(TestData.Input, "Raw")
            .Append(context.AnomalyDetection.Trainers.Autoencoder(AnomalyTrainerTests.AllColumns(TestData.Input))).Fit(data);
        string[] labels = [.. fitted.Transform(data).GetColumn<bool>("PredictedLabel").Select(label => $"PredictedLabel {Bits([label ? 1 : 0])}")];

        ILookup<string, string> printed = RunFreshProcess(fitted, data.Schema);

        string[] expected = [.. Bits(context.Transforms.DropColumns("PredictedLabel").Fit(fitted.Transform(data)).Transform(fitted.Transform(data)))];
        foreach (string how in (string[])["transformed", "predicted"])
        {
            Assert.Equal(labels, printed[how].Where(line => line.StartsWith("PredictedLabel", StringComparison.Ordinal)));
            Assert.Equal(expected, printed[how].Where(line => !line.StartsWith("PredictedLabel", StringComparison.Ordinal)));
        }

        Assert.Contains(typeof(AutoencoderAnomalyTransformer).FullName, printed["transformer"]);
    }

    [Fact]
    public void A_serving_process_finds_our_assembly_through_the_file_and_does_not_load_the_estimators()
    {
        var data = new MLContext().Data.LoadFromEnumerable(Rows(), Schema());
        var fitted = new MLContext().Transforms.CopyColumns(TestData.Input, "Raw").Append(Configurations.Estimator("all columns")).Fit(data);

        ILookup<string, string> printed = RunFreshProcess(fitted, data.Schema);

        Assert.NotEmpty(printed["refers to"]);
        Assert.NotEmpty(printed["at the start"]);
        Assert.DoesNotContain(printed["refers to"], IsOurs);
        Assert.DoesNotContain(printed["at the start"], IsOurs);
        Assert.Equal(
            [typeof(AutoencoderModel).Assembly.GetName().Name, typeof(AutoencoderFeaturesTransformer).Assembly.GetName().Name],
            printed["at the end"].Where(IsOurs));
        Assert.DoesNotContain(printed["at the end"], name => name.Contains("Torch", StringComparison.OrdinalIgnoreCase));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(Program)!, "MLNet.Autoencoder.dll")));
    }

    private static string Program => typeof(FreshProcessTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "FreshProcess").Value!;

    private static bool IsOurs(string assembly) =>
        assembly.StartsWith("MLNet.", StringComparison.Ordinal) && assembly != Path.GetFileNameWithoutExtension(Program);

    /// <summary>One of the rows has NaN features.</summary>
    private static IEnumerable<RawRow> Rows() => Enumerable.Range(0, TestData.RowCount).Select(i => new RawRow
    {
        Raw = i == 7 ? [0.1f, float.NaN, 0, 0, 0, 0] : TestData.Row(i), Margin = TestData.SecondRow(i), Weight = TestData.Weight(i),
    });

    private static SchemaDefinition Schema()
    {
        var definition = SchemaDefinition.Create(typeof(RawRow));
        definition[nameof(RawRow.Raw)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TestData.Dimension);
        definition[nameof(RawRow.Margin)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TestData.SecondDimension);
        return definition;
    }

    /// <summary>The lines that the process prints, by the text before the colon.</summary>
    private static ILookup<string, string> RunFreshProcess(ITransformer model, DataViewSchema schema)
    {
        string directory = Directory.CreateTempSubdirectory("mlnet-autoencoder-").FullName;
        try
        {
            string modelFile = Path.Combine(directory, "model.zip");
            string rowsFile = Path.Combine(directory, "rows");
            new MLContext().Model.Save(model, schema, modelFile);
            float[] values = [.. Rows().SelectMany(row => (float[])[.. row.Raw, .. row.Margin, row.Weight])];
            File.WriteAllBytes(rowsFile, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
            return Run(modelFile, rowsFile).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.TrimEnd('\r').Split(": ", 2)).ToLookup(parts => parts[0], parts => parts[1]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Run(string modelFile, string rowsFile)
    {
        var start = new ProcessStartInfo(DotnetHost(), ["exec", Program, modelFile, rowsFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{output}{errors.Result}");
        return output;
    }

    /// <summary>The host that runs the tests, which may not be the one on the path.</summary>
    private static string DotnetHost()
    {
        string? running = Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(running) == "dotnet"
            ? running!
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    }

    /// <summary>What the process should print for a view.</summary>
    private static IEnumerable<string> Bits(IDataView view)
    {
        var columns = view.Schema.Where(column => !column.IsHidden).OrderBy(column => column.Name, StringComparer.Ordinal).ToArray();
        return ViewReader.Rows(view, columns).SelectMany(row => columns.Select(column => $"{column.Name} {Bits(row.Values[column.Index])}"));
    }

    private static string Bits(float[] values) => string.Join(
        ' ', values.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)));

    private sealed class RawRow
    {
        public float[] Raw { get; set; } = [];

        public float[] Margin { get; set; } = [];

        public float Weight { get; set; }
    }
}
