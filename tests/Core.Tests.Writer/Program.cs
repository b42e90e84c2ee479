// Writes versions of the file given as argument, one after another, until it is killed. Version v is v·100,000 bytes of value v, written in pieces.
// A byte on standard output reports that the first version is complete.
using MLNet.Autoencoder.Foundation;

for (int write = 0; ; write++)
{
    byte version = (byte)((write % 3) + 1);
    byte[] piece = new byte[10_000];
    Array.Fill(piece, version);
    AtomicFile.Write(args[0], stream =>
    {
        for (int i = 0; i < 10 * version; i++)
        {
            stream.Write(piece);
        }
    });
    if (write == 0)
    {
        Console.OpenStandardOutput().WriteByte(version);
    }
}
