using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>The code that docs/extending.md would add to the libraries: it compiles, and what it adds works.</summary>
public class ExtendingPageTests
{
    /// <summary>The name under which the libraries show their internals to the page.</summary>
    private const string FriendName = "MLNet.Autoencoder.Documentation.Extending";

    private static readonly Lazy<Assembly> Extension = new(() =>
    {
        using var library = new MemoryStream();
        var result = Compile().Emit(library);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Assembly.Load(library.ToArray());
    });

    [Fact]
    public void The_code_on_the_page_compiles_without_a_warning() =>
        Assert.Empty(Compile().GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));

    [Fact]
    public void The_kind_on_the_page_is_fitted_and_its_codes_are_0_up_to_the_threshold()
    {
        var threshold = (Sparsity)Activator.CreateInstance(Extension.Value.GetType("MLNet.Autoencoder.FixedThreshold")!)!;
        float[] rows = Rows();
        var options = new AutoencoderOptions { LatentDimension = 6, Epochs = 5, Seed = 1, Kind = new Sparse { Sparsity = threshold } };

        float[] codes = Autoencoder.Fit(new InMemoryRows(rows, 4), options).Encode(rows);

        Assert.All(codes, code => Assert.True(code is 0 or > 0.5f));
        Assert.Contains(0f, codes);
        Assert.Contains(codes, code => code > 0);
    }

    [Fact]
    public void The_engine_on_the_page_gives_the_model_of_the_engine_that_it_wraps()
    {
        Type type = Extension.Value.GetType("MyApplication.CountingEngine")!;
        var engine = (ITrainingEngine)Activator.CreateInstance(type, new ManagedEngine())!;

        float[] expected = Fit(new ManagedEngine()).Encode(Rows());

        Assert.Equal(expected, Fit(engine).Encode(Rows()));
        Assert.True((long)type.GetProperty("Steps")!.GetValue(engine)! > 0);
    }

    [Fact]
    public void The_source_on_the_page_gives_the_model_of_the_same_rows_and_labels_in_memory()
    {
        float[] rows = Rows();
        float[] labels = [.. Enumerable.Range(0, rows.Length / 4).Select(row => row % 5 == 0 ? float.NaN : row % 2)];
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, rows.Chunk(4).Zip(labels, (row, label) =>
                string.Join(',', row.Select(value => value.ToString(CultureInfo.InvariantCulture))) + (float.IsNaN(label) ? "," : $",{label}")));
            var source = (IRowSource)Activator.CreateInstance(Extension.Value.GetType("MyApplication.FileRows")!, path, 4)!;
            var options = new AutoencoderOptions { LatentDimension = 2, Epochs = 3, Seed = 1, AuxiliaryLosses = [new LabelHead()] };

            float[] expected = Autoencoder.Fit(new InMemoryRows(rows, 4, labels: labels, labelKind: LabelKind.Class), options).Encode(rows);

            Assert.Equal(expected, Autoencoder.Fit(source, options).Encode(rows));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static AutoencoderModel Fit(ITrainingEngine engine) =>
        Autoencoder.Fit(new InMemoryRows(Rows(), 4), new AutoencoderOptions { LatentDimension = 2, Epochs = 3, Seed = 1, Engine = engine });

    private static float[] Rows() => [.. Enumerable.Range(0, 400).Select(i => MathF.Sin(i * (1 + (i % 4))))];

    private static CSharpCompilation Compile() => CSharpCompilation.Create(
        FriendName,
        Page.Read("docs/extending.md").Blocks("cs").Append(Snippet.ImplicitUsings).Select(code => CSharpSyntaxTree.ParseText(code)),
        Snippet.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic> { ["CS1701"] = ReportDiagnostic.Suppress })); // As in every project.
}
