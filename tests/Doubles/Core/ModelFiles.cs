using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Hidden in ML.NET: the signature type under which classes that read themselves from a model are registered.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Hidden in ML.NET: says which class of an assembly reads a model whose header names one of the load names.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute(
    Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames) : Attribute
{
    public string UserName => userName;
    public Type LoaderType => loaderType;

    public bool Loads(string name) => argType is null && typeof(ITransformer).IsAssignableFrom(instType)
        && sigType == typeof(SignatureLoadModel) && loadNames.Contains(name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Hidden in ML.NET: who wrote a model, in which version, and who reads it.</summary>
internal readonly struct VersionInfo(
    string modelSignature,
    uint verWrittenCur,
    uint verReadableCur,
    uint verWeCanReadBack,
    string loaderAssemblyName,
    string loaderSignature = null,
    string loaderSignatureAlt = null)
{
    public readonly string ModelSignature = modelSignature is { Length: 8 } && modelSignature.All(char.IsAscii)
        ? modelSignature
        : throw new ArgumentException("Model signature must be eight characters of one byte each", nameof(modelSignature));

    public readonly uint VerWrittenCur = verWrittenCur;
    public readonly uint VerReadableCur = verReadableCur;
    public readonly uint VerWeCanReadBack = verWeCanReadBack;
    public readonly string LoaderAssemblyName = loaderAssemblyName;
    public readonly string LoaderSignature = loaderSignature ?? loaderSignatureAlt;
}

/// <summary>What a component writes itself to: a stream of its own in the model's zip. The layout is the double's.</summary>
/// <remarks>
/// As in ML.NET a component's bytes begin at a fixed place and do not reach to the stream's end, so that code which reads too much, or too
/// little, fails on the double as well.
/// </remarks>
public sealed class ModelSaveContext
{
    internal const int HeaderSize = 64;

    internal readonly BinaryWriter Writer = new(new MemoryStream());

    private readonly ZipArchive _archive;
    private readonly string _directory;
    private VersionInfo? _version;

    private ModelSaveContext(ZipArchive archive, string directory)
    {
        (_archive, _directory) = (archive, directory);
        Writer.Write(new byte[HeaderSize]);
    }

    /// <summary>Writes a component, and the components it saves in turn, under <paramref name="directory"/>.</summary>
    internal static void SaveModel(ZipArchive archive, ICanSaveModel model, string directory)
    {
        var context = new ModelSaveContext(archive, directory);
        model.Save(context);
        using Stream entry = archive.CreateEntry(ModelLoadContext.EntryName(directory)).Open();
        entry.Write(context.Finish());
    }

    internal void SaveModel(ICanSaveModel model, string name) => SaveModel(_archive, model, $"{_directory}/{name}");

    internal void CheckAtModel()
    {
        if (Writer.BaseStream.Position != HeaderSize)
        {
            throw new InvalidOperationException("Something was written before the component");
        }
    }

    internal void SetVersionInfo(VersionInfo ver) => _version = ver;

    private byte[] Finish()
    {
        VersionInfo version = _version ?? throw new InvalidOperationException("ModelSignature not specified!");
        long end = Writer.BaseStream.Position;
        Writer.Write(version.LoaderSignature);
        Writer.Write(version.LoaderAssemblyName);
        Writer.Seek(0, SeekOrigin.Begin);
        Writer.Write(Encoding.ASCII.GetBytes(version.ModelSignature));
        Writer.Write(version.VerWrittenCur);
        Writer.Write(version.VerReadableCur);
        Writer.Write(end);
        return ((MemoryStream)Writer.BaseStream).ToArray();
    }
}

/// <summary>Hidden in ML.NET: what a component reads itself from.</summary>
internal sealed class ModelLoadContext
{
    public readonly BinaryReader Reader;

    private readonly ZipArchive _archive;
    private readonly string _directory;
    private readonly VersionInfo _header;
    private readonly long _end;

    private ModelLoadContext(ZipArchive archive, string directory)
    {
        (_archive, _directory) = (archive, directory);
        var bytes = new MemoryStream();
        using (Stream entry = archive.GetEntry(EntryName(directory))?.Open() ?? throw new FormatException($"Corrupt model file: no '{directory}'"))
        {
            entry.CopyTo(bytes);
        }

        bytes.Position = 0;
        Reader = new BinaryReader(bytes);
        string signature = Encoding.ASCII.GetString(Reader.ReadBytes(8));
        (uint written, uint readable, _end) = (Reader.ReadUInt32(), Reader.ReadUInt32(), Reader.ReadInt64());
        bytes.Position = _end;
        (string loader, string loaderAssembly) = (Reader.ReadString(), Reader.ReadString());
        _header = new(signature, written, readable, written, loaderAssembly, loader);
        bytes.Position = ModelSaveContext.HeaderSize;
    }

    public static string EntryName(string directory) => directory + "/Model.key";

    /// <summary>Reads a component, and the components it loads in turn, from <paramref name="directory"/>.</summary>
    public static ITransformer LoadModel(ZipArchive archive, string directory, IHostEnvironment env)
    {
        var context = new ModelLoadContext(archive, directory);
        ITransformer model = context.Create(env);
        Check(context.Reader.BaseStream.Position == context._end, $"'{context._header.LoaderSignature}' did not read all that it wrote");
        return model;
    }

    public ITransformer LoadModel(IHostEnvironment env, string name) => LoadModel(_archive, $"{_directory}/{name}", env);

    public void CheckAtModel(VersionInfo ver)
    {
        Check(Reader.BaseStream.Position == ModelSaveContext.HeaderSize, "Something was read before the component");
        Check(_header.ModelSignature == ver.ModelSignature, $"Unknown model signature: '{_header.ModelSignature}'");
        Check(_header.VerReadableCur <= ver.VerWrittenCur, "Cause: the model is too new to be read by this version");
        Check(_header.VerWrittenCur >= ver.VerWeCanReadBack, "Cause: the model is too old to be read by this version");
    }

    /// <summary>
    /// As ML.NET does: nobody registers anything; the header names the assembly, whose attributes name the class, whose static Create,
    /// private or not, takes the environment and this context.
    /// </summary>
    private ITransformer Create(IHostEnvironment env)
    {
        LoadableClassAttribute found = Assembly.Load(new AssemblyName(_header.LoaderAssemblyName))
            .GetCustomAttributes<LoadableClassAttribute>().FirstOrDefault(candidate => candidate.Loads(_header.LoaderSignature));
        Check(found is not null, $"Unknown loader '{_header.LoaderSignature}' in '{_header.LoaderAssemblyName}'");
        MethodInfo create = found.LoaderType.GetMethod(
            "Create", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(IHostEnvironment), typeof(ModelLoadContext)]);
        Check(create is not null, $"'{found.UserName}' has no method Create");
        try
        {
            return (ITransformer)create.Invoke(null, [env, this]);
        }
        catch (TargetInvocationException wrapped)
        {
            throw new InvalidOperationException("Error during class instantiation", wrapped);
        }
    }

    private static void Check(bool condition, string message)
    {
        if (!condition)
        {
            throw new FormatException(message);
        }
    }
}
