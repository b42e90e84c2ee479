// Scoring in a program published with NativeAOT: one native executable that needs no .NET and starts in milliseconds. It uses the package
// MLNet.Autoencoder.Core alone, without ML.NET.
//
//   dotnet publish examples/NativeAotScoring -o artifacts/scoring                (NativeAOT needs clang or gcc)
//   artifacts/scoring/NativeAotScoring digits.safetensors
//
// Any program can write the model file, for example an ML.NET pipeline with transformer.Model.Save(stream). If there is none, the program fits the
// digits itself.
//
// Prints:
// TODO
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using MLNet.Autoencoder;

string path = args.FirstOrDefault("digits.safetensors");
long start = Stopwatch.GetTimestamp();
if (!File.Exists(path))
{
    var options = new AutoencoderOptions { LatentDimension = 8, Seed = 1, CheckpointPath = path + ".checkpoint" };
    AutoencoderModel fitted = Autoencoder.Fit(new InMemoryRows(Digits(), dimension: 64), options);
    using (FileStream file = File.Create(path))
    {
        fitted.Save(file);
    }

    Console.WriteLine($"Fitted {fitted.Architecture} in {fitted.History.Epochs.Count} epochs.");
    start = Stopwatch.GetTimestamp();
}

AutoencoderModel model;
using (FileStream file = File.OpenRead(path))
{
    model = AutoencoderModel.Load(file);
}

float[] rows = Digits();
int dimension = model.InputDimension;
float[] code = model.Encode(rows.AsSpan(0, dimension));
TimeSpan toFirstCode = Stopwatch.GetElapsedTime(start);
Console.WriteLine($"{(RuntimeFeature.IsDynamicCodeCompiled ? "Compiled while it runs" : "NativeAOT")}, model {model.Architecture}");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Read the model and the rows, and encoded one: {toFirstCode.TotalMilliseconds:F1} ms"));
Console.WriteLine($"Features of the first row: {string.Join("  ", code.Select(value => value.ToString("F2", CultureInfo.InvariantCulture)))}");

// One row at a time, as a service would.
double[] times = new double[rows.Length / dimension];
for (int pass = 0; pass < 20; pass++)
{
    for (int row = 0; row < times.Length; row++)
    {
        long before = Stopwatch.GetTimestamp();
        model.Encode(rows.AsSpan(row * dimension, dimension));
        times[row] = Stopwatch.GetElapsedTime(before).TotalMicroseconds;
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Median time to encode one row: {times.Order().ElementAt(times.Length / 2):F2} µs"));

// The 64 pixels of each digit, one row after the other.
static float[] Digits() =>
[
    .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Skip(1).SelectMany(line => line.Split(',').Take(64))
        .Select(value => float.Parse(value, CultureInfo.InvariantCulture)),
];
