// An application with TorchSharp's managed library, but without libtorch.
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

// Loads a model and prints its code for a row of zeros, and the assemblies that were loaded.
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

// Prints why training fails.
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
