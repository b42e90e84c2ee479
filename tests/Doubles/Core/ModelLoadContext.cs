using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Hidden in ML.NET: what a component reads itself from.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly BinaryReader Reader;

    private readonly ZipArchive _archive;
    private readonly string _directory;
    private readonly ModelHeader _header;

    private ModelLoadContext(ZipArchive archive, ZipArchiveEntry entry, string directory)
    {
        _archive = archive;
        _directory = directory;
        var bytes = new MemoryStream();
        using (Stream stream = entry.Open())
        {
            stream.CopyTo(bytes);
        }

        bytes.Position = 0;
        Reader = new BinaryReader(bytes);
        _header = ModelHeader.Read(Reader);
    }

    public void CheckAtModel(VersionInfo ver)
    {
        ModelHeader.Check(Reader.BaseStream.Position == ModelHeader.Size, "Something was read before the component");
        ModelHeader.Check(
            _header.Signature == ver.ModelSignature,
            $"Unknown model signature: '{ModelHeader.Text(_header.Signature)}', expected '{ModelHeader.Text(ver.ModelSignature)}'");
        ModelHeader.Check(_header.Readable <= ver.VerWrittenCur, "Cause: the model is too new to be read by this version");
        ModelHeader.Check(_header.Written >= ver.VerWeCanReadBack, "Cause: the model is too old to be read by this version");
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        ModelHeader.Check(
            TryLoadModel(_archive, _directory + "/" + name, env, out result), $"Corrupt model file: no '{_directory}/{name}'");
    }

    internal static bool TryLoadModel<TRes>(ZipArchive archive, string directory, IHostEnvironment env, out TRes result)
        where TRes : class
    {
        result = null;
        ZipArchiveEntry entry = archive.GetEntry(directory + "/" + ModelStreamName);
        if (entry is null)
        {
            return false;
        }

        using var context = new ModelLoadContext(archive, entry, directory);
        result = context.Create(env) as TRes;
        ModelHeader.Check(result is not null, $"'{directory}' holds no {typeof(TRes).Name}");
        ModelHeader.Check(
            context.Reader.BaseStream.Position == context._header.ModelEnd, $"'{context._header.Loader}' did not read all that it wrote");
        return true;
    }

    public void Dispose() => Reader.Dispose();

    /// <summary>
    /// As ML.NET does: nobody registers anything; the header names the assembly, whose attributes name the class, whose constructor or
    /// static Create, private or not, takes the environment and this context.
    /// </summary>
    private object Create(IHostEnvironment env)
    {
        Assembly assembly = Assembly.Load(new AssemblyName(_header.LoaderAssembly));
        LoadableClassAttribute found = assembly.GetCustomAttributes<LoadableClassAttribute>().FirstOrDefault(a =>
            a.SigTypes.Contains(typeof(SignatureLoadModel)) && a.LoadNames.Contains(_header.Loader, StringComparer.OrdinalIgnoreCase));
        ModelHeader.Check(found is not null, $"Unknown loader '{_header.Loader}' in '{assembly.GetName().Name}'");

        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        Type[] parameters = [typeof(IHostEnvironment), typeof(ModelLoadContext)];
        try
        {
            return found.LoaderType.GetMethod("Create", Any, parameters) is { IsStatic: true } create
                ? create.Invoke(null, [env, this])
                : (found.LoaderType.GetConstructor(Any, parameters)
                    ?? throw new FormatException($"'{found.LoaderType}' can not be loaded")).Invoke([env, this]);
        }
        catch (TargetInvocationException wrapped)
        {
            // ML.NET lets the loader's own error reach the user wrapped once, as reflection gives it.
            throw new TargetInvocationException(wrapped.Message, wrapped.InnerException);
        }
    }
}
