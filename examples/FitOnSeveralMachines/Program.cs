// One fit by several processes, on one machine or on many. Each process reads its own part of the rows, and all get the same model.
//
// The rows are in eight files, which this sample generates instead of reading them. Most of them have no label. The autoencoder learns from the rows of all
// processes; the first process then fits a classifier to a few labeled rows, and saves both.
//
//   dotnet FitOnSeveralMachines.dll model.zip                one process
//   mpirun -n 2 dotnet FitOnSeveralMachines.dll model.zip    two; README.md has the commands for several machines
//
// Prints, as two processes:
// 2 processes
// rank 0 of 2: files 0 2 4 6; model e5f3a9b48712b857
// rank 1 of 2: files 1 3 5 7; model e5f3a9b48712b857
// 40000 rows. Epoch 60 of 60 was the best.
// Accuracy of logistic regression with 100 labels:
//   48 values         0.860
//   6 latent features 0.888
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;

const int FileCount = 8;
const int LabeledCount = 100;
string modelPath = args.FirstOrDefault(Path.Combine(Path.GetTempPath(), "machines.zip"));

MpiCommunicator ranks = MpiCommunicator.World;
int[] files = [.. Enumerable.Range(0, FileCount).Where(file => file % ranks.Size == ranks.Rank)];
var mlContext = new MLContext(seed: 1);
IDataView rows = mlContext.Data.LoadFromEnumerable(files.SelectMany(Readings.OfFile));

// Everything but the rows is the same on all ranks.
AutoencoderFeaturesTransformer autoencoder = mlContext.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
{
    InputColumnName = "Values",
    OutputColumnName = "Latent",
    LatentDimension = Readings.FactorCount,
    Epochs = 60,
    BatchSize = 512, // Of all ranks together: with two, each has 256 rows of a batch.
    Communicator = ranks,
    CheckpointPath = modelPath + ".checkpoint", // The first rank alone writes and reads it.
}).Fit(rows);

// Each rank knows its own part and its own copy of the model. The first prints what all of them know.
string line = $"rank {ranks.Rank} of {ranks.Size}: files {string.Join(' ', files)}; model {HashOf(autoencoder.Model)}";
IReadOnlyList<byte[]> lines = ranks.AllGather(Encoding.UTF8.GetBytes(line));
if (ranks.Rank != 0)
{
    return;
}

Console.WriteLine(ranks.Size == 1 ? ranks.Description : $"{ranks.Size} processes");
Console.WriteLine(string.Join('\n', lines.Select(Encoding.UTF8.GetString)));
TrainingHistory history = autoencoder.History;
Console.WriteLine($"{history.RowCount + history.ValidationRowCount} rows. Epoch {history.BestEpoch} of {history.Epochs.Count} was the best.");

// Trainers of ML.NET know nothing of other ranks. The features need few labels, so the first rank fits one alone.
IDataView labeled = mlContext.Data.LoadFromEnumerable(Readings.OfFile(FileCount).Take(LabeledCount));
IDataView test = mlContext.Data.LoadFromEnumerable(Readings.OfFile(FileCount + 1));
ITransformer model = Fit("Latent");
mlContext.Model.Save(model, rows.Schema, modelPath);
Console.WriteLine($"Accuracy of logistic regression with {LabeledCount} labels:");
Console.WriteLine($"  {Readings.Width} values         {Accuracy(Fit("Values")):F3}");
Console.WriteLine($"  {Readings.FactorCount} latent features {Accuracy(mlContext.Model.Load(modelPath, out DataViewSchema _)):F3}");

ITransformer Fit(string features) => autoencoder.Append(
    mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: features).Fit(autoencoder.Transform(labeled)));

double Accuracy(ITransformer classifier) => mlContext.BinaryClassification.Evaluate(classifier.Transform(test)).Accuracy;

static string HashOf(AutoencoderModel model)
{
    using var bytes = new MemoryStream();
    model.Save(bytes);
    return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))[..16];
}

/// <summary>Rows whose values depend on a few factors that no column shows.</summary>
internal static class Readings
{
    public const int Width = 48;
    public const int FactorCount = 6;

    private const int RowsPerFile = 5_000;
    private const double Noise = 0.5;

    private static readonly double[] Weights = MakeWeights();

    /// <summary>The rows of a file, the same whenever and wherever they are read.</summary>
    public static IEnumerable<Reading> OfFile(int file)
    {
        var random = new Random(file);
        for (int row = 0; row < RowsPerFile; row++)
        {
            double[] factors = [.. Enumerable.Range(0, FactorCount).Select(_ => Normal(random))];
            var reading = new Reading { Values = new float[Width], Label = factors[0] + (0.5 * factors[1]) > 0 };
            for (int column = 0; column < Width; column++)
            {
                double sum = Enumerable.Range(0, FactorCount).Sum(factor => Weights[(column * FactorCount) + factor] * factors[factor]);
                reading.Values[column] = (float)(Math.Tanh(sum) + (Noise * Normal(random)));
            }

            yield return reading;
        }
    }

    private static double[] MakeWeights()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Width * FactorCount).Select(_ => Normal(random) / Math.Sqrt(FactorCount))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

internal sealed class Reading
{
    [VectorType(Readings.Width)]
    public float[] Values { get; set; } = [];

    public bool Label { get; set; }
}
