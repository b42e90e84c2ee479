// Prints one line for each kernel and fit: its name and a hash of its bits. The tests run this at several vector widths and with several numbers of
// threads (the argument), and compare the output. With the arguments "large" and a number of slots, it does the same at large sizes.
using System.Globalization;
using System.Runtime.InteropServices;
using MLNet.Autoencoder;
using MLNet.Autoencoder.Core.Tests;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training.Managed;

if (args is ["large", var slots])
{
    LargeSizes.Run(int.Parse(slots, CultureInfo.InvariantCulture));
    return;
}

const int Count = 1003;
var engine = new ManagedEngine { NumberOfThreads = int.Parse(args[0], CultureInfo.InvariantCulture) };
var stream = new RandomStream(seed: 1, purpose: 2, sequence: 3);
float[] uniform = new float[Count], normal = new float[Count], result = new float[Count], gradient = new float[Count];
stream.FillUniform(uniform, 5);
stream.FillNormal(normal, 5);
Print("uniform", uniform);
Print("normal", normal);
foreach (Activation activation in Enum.GetValues<Activation>())
{
    ActivationFunctions.Forward(activation, normal, result);
    Print($"{activation} forward", result);
    normal.CopyTo(gradient, 0);
    ActivationFunctions.ForwardWithSlope(activation, gradient, result);
    Print($"{activation} slope", gradient);
}

var workspace = new MatrixWorkspace();
var product = new float[17 * 19];
MatrixProducts.MultiplyTransposed(normal, uniform, product, 17, 19, 50, uniform, workspace);
Print("multiply transposed", product);
MatrixProducts.TransposedMultiply(normal, uniform, product, 17, 19, 50, workspace);
Print("transposed multiply", product);
MatrixProducts.Multiply(normal, uniform, product, 17, 19, 50, workspace);
Print("multiply", product);

// A single row with so many outputs that the number of panels times the number of groups overflows 32 bits, at any width.
const int ManyColumns = 1 << 22;
float[] many = new float[ManyColumns], outputs = new float[ManyColumns];
stream.FillUniform(many, 20_000);
new PackedWeights(many, ManyColumns, 1).Multiply([1.5f], outputs, 1, [], workspace);
Print("single row of many outputs", outputs);

SparseSamples.Run(engine.NumberOfThreads ?? 1, normal, uniform, Print);

var adam = new Adam([new ParameterTensor(new TensorSpec("encoder.mean.weight", 1, Count, TensorRole.Weight), 0)], weightDecay: 0.1f);
adam.Step(result, normal, 1, 0.01f, threads: null);
adam.Step(result, uniform, 0.5f, 0.01f, threads: null);
Print("adam", result);
Print("sum", [(float)Reductions.Sum(normal), (float)Reductions.SquaredDistance(normal, uniform)]);

// Whole fits with awkward widths: the bytes of the model.
(string Name, AutoencoderKind Kind, ReconstructionLoss Reconstruction, Scaling Scaling)[] fits =
[
    ("Gaussian", new Variational(), new Gaussian(), Scaling.Automatic),
    ("Bernoulli", new Variational(), new Bernoulli(), Scaling.Automatic),
    ("Gaussian of given variance, standardized", new Variational { WarmupEpochs = 2 }, new Gaussian { Variance = 0.5f }, Scaling.Standardize),
    ("Bernoulli min-max", new Variational { FreeBits = 0 }, new Bernoulli(), Scaling.MinMax),
    ("plain", new Plain(), new Gaussian(), Scaling.None),
    ("Gaussian noise", new Denoising { Corruption = new GaussianNoise() }, new Gaussian(), Scaling.Automatic),
    ("masking noise", new Denoising { Corruption = new MaskingNoise() }, new Gaussian(), Scaling.Automatic),
    ("swap noise", new Denoising { Corruption = new SwapNoise() }, new Gaussian(), Scaling.Automatic),
];
foreach ((string name, AutoencoderKind kind, ReconstructionLoss reconstruction, Scaling scaling) in fits)
{
    var options = new AutoencoderOptions
    {
        LatentDimension = 3, HiddenLayers = [21, 9], Epochs = 3, BatchSize = 7, Seed = 1, Kind = kind, Reconstruction = reconstruction, Scaling = scaling, Engine = engine,
    };
    using var file = new MemoryStream();
    Autoencoder.Fit(new InMemoryRows(uniform.AsMemory(0, 59 * 17), 17), options).Save(file);
    PrintBytes($"fit {name}", file.ToArray());
}

// Anomaly detectors of rows whose slots are masked alone and in groups: the file, with scales and reference scores, and everything that it says about rows.
foreach (int slotCount in (int[])[17, 40])
{
    AnomalyDetector detector = Autoencoder.FitAnomalyDetector(
        new InMemoryRows(normal.AsMemory(0, 25 * slotCount), slotCount),
        new AnomalyDetectorOptions { HiddenLayers = [21, 9], Epochs = 3, BatchSize = 7, Seed = 1, Engine = engine });
    using var file = new MemoryStream();
    detector.Save(file);
    PrintBytes($"detector of {slotCount} slots", file.ToArray());
    ReadOnlySpan<float> scoredRows = uniform.AsSpan(0, 20 * slotCount);
    Print($"scores of {slotCount} slots", [.. detector.Scores(scoredRows), .. detector.Contributions(scoredRows), .. detector.Expected(scoredRows)]);
}

// Sparse codes, mixed tables, gaps and weights. A row has two numbers, a yes or no, and a category of three; some rows are held out.
const int MixedRows = 250;
float[] mixed = new float[MixedRows * 6], weights = new float[MixedRows];
stream.FillUniform(weights, 5000);
stream.FillNormal(mixed, 9000);
for (int i = 0; i < MixedRows; i++)
{
    Span<float> row = mixed.AsSpan(6 * i, 6);
    int category = Math.Abs((int)(10 * row[3])) % 3;
    (row[2], row[3], row[4], row[5]) = (row[2] > 0 ? 1 : 0, category == 0 ? 1 : 0, category == 1 ? 1 : 0, category == 2 ? 1 : 0);
}

float[] gaps = [.. mixed.Select((value, i) => i % 6 < 3 && i % 7 == 3 ? float.NaN : value)];
AutoencoderKind[] kinds =
[
    new Variational(),
    new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.5f } },
    new Sparse { Sparsity = new L1Penalty() },
    new Sparse { Sparsity = new KlSparsity() },
    new Denoising { Corruption = new SwapNoise() },
];
foreach (AutoencoderKind kind in kinds)
{
    foreach (ReconstructionLoss reconstruction in (ReconstructionLoss[])[new Gaussian(), new Mixed { Slots = [SlotRange.Binary(2, 1), SlotRange.OneHot(3, 3)] }])
    {
        foreach (bool isHard in (bool[])[false, true])
        {
            var options = new AutoencoderOptions
            {
                LatentDimension = 11, HiddenLayers = [13], Epochs = 4, BatchSize = 19, MaximumBatchSize = 50, Seed = 1, Kind = kind,
                LearningRateSchedule = isHard ? LearningRateSchedule.Plateau : LearningRateSchedule.Cosine, PlateauPatience = 1, Reconstruction = reconstruction,
                MissingValues = isHard ? MissingValues.Mask : MissingValues.SkipRow, WeightDecay = 0.1f, GradientClipping = 1, Engine = engine,
            };
            using var file = new MemoryStream();
            Autoencoder.Fit(isHard ? new InMemoryRows(gaps, 6, weights) : new InMemoryRows(mixed, 6), options).Save(file);
            PrintBytes($"fit {kind} {reconstruction.GetType().Name} {(isHard ? "with gaps and weights" : "unmodified")}", file.ToArray());
        }
    }
}

// Large enough for threads to share the products, the errors and the optimizer's pass.
float[] wide = new float[200 * 300];
stream.FillUniform(wide, 70_000);
foreach (Activation activation in Enum.GetValues<Activation>())
{
    var options = new AutoencoderOptions
    {
        LatentDimension = 20, HiddenLayers = [150, 90], Activation = activation, Epochs = 3, BatchSize = 120, Seed = 1, Engine = engine,
    };
    using var file = new MemoryStream();
    Autoencoder.Fit(new InMemoryRows(wide, 300), options).Save(file);
    PrintBytes($"fit wide {activation}", file.ToArray());
}

static void Print(string name, ReadOnlySpan<float> values) => PrintBytes(name, MemoryMarshal.AsBytes(values));

static void PrintBytes(string name, ReadOnlySpan<byte> bytes)
{
    // FNV-1a, 64 bits.
    ulong hash = 14695981039346656037;
    foreach (byte value in bytes)
    {
        hash = unchecked((hash ^ value) * 1099511628211);
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {hash:x16}"));
}
