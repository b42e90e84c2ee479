// Writes files until it is killed. Arguments:
//   PATH            versions of the file, one after another: version v is v·100,000 bytes of value v, written in pieces. A byte on standard output reports
//                   that the first version is complete.
//   fit KIND PATH   checkpoints of a fit of a kind, given by its number. A byte on standard output reports each epoch.
using System.Globalization;
using MLNet.Autoencoder;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Tests;

using Stream output = Console.OpenStandardOutput();
switch (args)
{
    case [string path]:
        WriteVersions(path);
        break;
    case ["fit", string kind, string path]:
        KilledFit.Run(int.Parse(kind, CultureInfo.InvariantCulture), path, new EpochBytes(output));
        break;
    default:
        throw new ArgumentException($"Unknown arguments: {string.Join(' ', args)}");
}

void WriteVersions(string path)
{
    for (int write = 0; ; write++)
    {
        byte version = (byte)((write % 3) + 1);
        byte[] piece = new byte[10_000];
        Array.Fill(piece, version);
        AtomicFile.Write(path, stream =>
        {
            for (int i = 0; i < 10 * version; i++)
            {
                stream.Write(piece);
            }
        });
        if (write == 0)
        {
            output.WriteByte(version);
        }
    }
}

internal sealed class EpochBytes(Stream output) : IProgress<TrainingEpoch>
{
    public void Report(TrainingEpoch value) => output.WriteByte(1);
}
