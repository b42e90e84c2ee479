// An application that has TorchSharp's managed library beside it, but no libtorch.
using System.Globalization;
using MLNet.Autoencoder;

switch (args[0])
{
    case "serve":
        Serve(args[1]);
        return 0;
    case "train":
        return Train();
    default:
        return 2;
}

// Loads a model, and prints what it makes of a row of zeros and which assemblies that took.
static void Serve(string file)
{
    using FileStream stream = File.OpenRead(file);
    AutoencoderModel model = AutoencoderModel.Load(stream);
    float[] code = model.Encode(new float[model.InputDimension]);
    Console.WriteLine(string.Join(' ', code.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
    foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
    {
        Console.WriteLine(assembly.GetName().Name);
    }
}

// Prints why it cannot train.
static int Train()
{
    try
    {
        Autoencoder.Fit(new InMemoryRows(new float[8], 2), new AutoencoderOptions { Engine = new TorchSharpEngine() });
        return 1;
    }
    catch (NotSupportedException error)
    {
        Console.WriteLine($"NotSupportedException: {error.Message}");
        return 0;
    }
}
