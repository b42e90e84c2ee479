// Trains with libtorch, on a GPU if there is one, and serves on a CPU without it.
//
//   TorchSharpTraining train model.zip    fits with TorchSharpEngine and saves the model
//   TorchSharpTraining serve model.zip    loads the model in another process and encodes, without loading libtorch
//
// On a CPU, this prints (times vary):
// Fitted on the CPU with libtorch in 7.9 s: 60 epochs, explained variance 0.899
// Encoded 1797 digits with torch.zip; TorchSharp is not loaded.
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;
using TorchSharp;

string modelPath = args.Length > 1 ? args[1] : "torch.zip";
string dataPath = Path.Combine(AppContext.BaseDirectory, "digits.csv");
switch (args.FirstOrDefault("train"))
{
    case "train":
        Train();
        return 0;
    case "serve":
        Serve();
        return 0;
    default:
        Console.Error.WriteLine("usage: TorchSharpTraining [train|serve] [model.zip]");
        return 2;
}

void Train()
{
    // The engine uses the first GPU, or the CPU if there is none.
    var mlContext = new MLContext(seed: 1) { GpuDeviceId = 0, FallbackToCpu = true };
    IDataView digits = mlContext.Data.LoadFromTextFile<Digit>(dataPath, separatorChar: ',', hasHeader: true);
    var options = new AutoencoderFeaturesOptions
    {
        InputColumnName = "Pixels",
        OutputColumnName = "Latent",
        HiddenLayers = [256, 64],
        BatchSize = 256,
        Epochs = 60,
        Engine = new TorchSharpEngine(),
    };

    // On a CPU, libtorch's threads spin while they wait for each other. For such a small network, one thread is enough.
    torch.set_num_threads(1);
    var watch = Stopwatch.StartNew();
    AutoencoderFeaturesTransformer model = LiveProgress.Run(options, () => mlContext.Transforms.AutoencoderFeatures(options).Fit(digits));
    Console.WriteLine($"Fitted on the {(torch.cuda.is_available() ? "GPU" : "CPU")} with libtorch in {watch.Elapsed.TotalSeconds:F1} s: "
        + $"{model.History.Epochs.Count} epochs, explained variance {model.Diagnose(digits).ExplainedVariance:F3}");
    mlContext.Model.Save(model, digits.Schema, modelPath);
}

void Serve()
{
    var mlContext = new MLContext();
    ITransformer model = mlContext.Model.Load(modelPath, out DataViewSchema _);
    IDataView encoded = model.Transform(mlContext.Data.LoadFromTextFile<Digit>(dataPath, separatorChar: ',', hasHeader: true));
    int rows = encoded.GetColumn<float[]>("Latent").Count();
    bool isLoaded = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "TorchSharp");
    Console.WriteLine($"Encoded {rows} digits with {modelPath}; TorchSharp is {(isLoaded ? "loaded" : "not loaded")}.");
}

internal sealed class Digit
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(64), ColumnName("Digit")]
    public float Value { get; set; }
}
