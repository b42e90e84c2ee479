using System.Text;

namespace Microsoft.ML;

/// <summary>Hidden in ML.NET: who wrote a model, in which version, and who reads it.</summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;

    public readonly uint VerWrittenCur;

    public readonly uint VerReadableCur;

    public readonly uint VerWeCanReadBack;

    public readonly string LoaderAssemblyName;

    public readonly string LoaderSignature;

    public readonly string LoaderSignatureAlt;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string loaderAssemblyName,
        string loaderSignature = null,
        string loaderSignatureAlt = null)
    {
        if (modelSignature?.Length != 8 || modelSignature.Any(c => c > 0xff))
        {
            throw new ArgumentException("Model signature must be eight characters of one byte each", nameof(modelSignature));
        }

        ModelSignature = modelSignature.Reverse().Aggregate(0UL, (bits, c) => (bits << 8) | c);
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}

/// <summary>
/// What stands before and after a component's own bytes in its stream. As in ML.NET the bytes begin at a fixed place and do not reach
/// to the end, so that code which reads too much, or too little, fails on the double as well. The layout is the double's own.
/// </summary>
internal sealed class ModelHeader
{
    public const int Size = 256;

    private const ulong Magic = 0x4c45444f4d004c4d;
    private const ulong Tail = 0x4d004c4d444e4521;

    public long ModelEnd { get; private set; }

    public ulong Signature { get; private set; }

    public uint Written { get; private set; }

    public uint Readable { get; private set; }

    public string Loader { get; private set; }

    public string LoaderAssembly { get; private set; }

    public static void Write(BinaryWriter writer, VersionInfo version)
    {
        writer.Flush();
        Stream stream = writer.BaseStream;
        long modelEnd = stream.Position;
        writer.Write(version.LoaderSignature ?? "");
        writer.Write(version.LoaderAssemblyName ?? "");
        writer.Write(Tail);
        writer.Flush();
        stream.Position = 0;
        foreach (ulong field in (ulong[])[Magic, (ulong)modelEnd, version.ModelSignature, version.VerWrittenCur, version.VerReadableCur])
        {
            writer.Write(field);
        }

        writer.Flush();
    }

    public static ModelHeader Read(BinaryReader reader)
    {
        Stream stream = reader.BaseStream;
        Check(stream.Length >= Size && reader.ReadUInt64() == Magic, "Wrong format of model: no header");
        var header = new ModelHeader
        {
            ModelEnd = reader.ReadInt64(),
            Signature = reader.ReadUInt64(),
            Written = (uint)reader.ReadUInt64(),
            Readable = (uint)reader.ReadUInt64(),
        };
        Check(header.ModelEnd >= Size && header.ModelEnd < stream.Length, "Wrong format of model: cut short");
        stream.Position = header.ModelEnd;
        header.Loader = reader.ReadString();
        header.LoaderAssembly = reader.ReadString();
        Check(reader.ReadUInt64() == Tail, "Wrong format of model: no tail");
        stream.Position = Size;
        return header;
    }

    public static string Text(ulong signature) =>
        Encoding.Latin1.GetString(BitConverter.GetBytes(signature));

    public static void Check(bool condition, string message)
    {
        if (!condition)
        {
            throw new FormatException(message);
        }
    }
}
