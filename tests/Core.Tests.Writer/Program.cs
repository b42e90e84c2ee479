// Writes versions of the file it is given, one after the other, until it is killed. Version v is v·100,000 bytes of value v, written in pieces. A
// byte on the standard output tells that the first one is there.
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
