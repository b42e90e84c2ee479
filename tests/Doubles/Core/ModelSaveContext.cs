using System.IO.Compression;

namespace Microsoft.ML;

public sealed class ModelSaveContext : IDisposable
{
    internal readonly BinaryWriter Writer;

    private readonly ZipArchive _archive;
    private readonly string _directory;
    private VersionInfo? _version;

    private ModelSaveContext(ZipArchive archive, string directory)
    {
        _archive = archive;
        _directory = directory;
        Writer = new BinaryWriter(new MemoryStream());
        Writer.Write(new byte[ModelHeader.Size]);
    }

    /// <summary>Writes a component, and the components it saves in turn, under <paramref name="directory"/>.</summary>
    internal static void SaveModel(ZipArchive archive, ICanSaveModel model, string directory)
    {
        using var context = new ModelSaveContext(archive, directory);
        model.Save(context);
        context.Done();
    }

    internal void SaveModel<T>(T value, string name)
        where T : class => SaveModel(_archive, (ICanSaveModel)value, _directory + "/" + name);

    internal void CheckAtModel()
    {
        if (Writer.BaseStream.Position != ModelHeader.Size)
        {
            throw new InvalidOperationException("Something was written before the component");
        }
    }

    internal void SetVersionInfo(VersionInfo ver) => _version = ver;

    public void Dispose() => Writer.Dispose();

    private void Done()
    {
        ModelHeader.Write(Writer, _version ?? throw new InvalidOperationException("ModelSignature not specified!"));
        using Stream entry = _archive.CreateEntry(_directory + "/" + ModelLoadContext.ModelStreamName).Open();
        ((MemoryStream)Writer.BaseStream).WriteTo(entry);
    }
}
