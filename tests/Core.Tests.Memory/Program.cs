// Prints the number of bytes that a fit holds at the end of its second epoch, after the memory needed to start the fit was released. Runs in its own
// process, because in a test process the memory of other tests is released meanwhile. With two arguments, prints the hash of the model of a default fit
// instead: a process of its own can have less memory.
using System.Globalization;
using System.Security.Cryptography;
using MLNet.Autoencoder;
using MLNet.Autoencoder.Core.Tests.Memory;

int Number(int argument) => int.Parse(args[argument], CultureInfo.InvariantCulture);

if (args.Length == 2)
{
    AutoencoderModel model = Autoencoder.Fit(
        new GeneratedRows(count: Number(0), dimension: Number(1)),
        new AutoencoderOptions { Kind = new Plain(), HiddenLayers = [], LatentDimension = 2, Epochs = 2, BatchSize = 512, Seed = 1 });
    using var stream = new MemoryStream();
    model.Save(stream);
    Console.WriteLine(Convert.ToHexString(SHA256.HashData(stream.ToArray())));
    return;
}

var rows = new GeneratedRows(count: Number(0), dimension: Number(1), zerosBefore: Number(2));
long during = 0;
var options = new AutoencoderOptions
{
    HiddenLayers = Number(3) == 0 ? [] : [Number(3)], BatchSize = Number(4), RowCacheBytes = Number(5),
    ValidationFraction = float.Parse(args[6], CultureInfo.InvariantCulture),
    LatentDimension = 2, Epochs = 2, Seed = 1, LatentOrder = LatentOrder.AsTrained,
    Progress = new AtSecondEpoch(() => during = GC.GetTotalMemory(forceFullCollection: true)),
};
long before = GC.GetTotalMemory(forceFullCollection: true);
Autoencoder.Fit(rows, options);
Console.WriteLine((during - before).ToString(CultureInfo.InvariantCulture));

internal sealed class AtSecondEpoch(Action action) : IProgress<TrainingEpoch>
{
    public void Report(TrainingEpoch value)
    {
        if (value.Epoch == 2)
        {
            action();
        }
    }
}
