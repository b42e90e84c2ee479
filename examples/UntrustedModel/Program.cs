// A model file from a source that you don't trust: a child process with a memory limit and a deadline loads it, and hands over the autoencoder alone.
// The parent reads that with a limit too, and never runs ML.NET's code on the file.
//
//   UntrustedModel model.zip      loads the file, a copy whose schema is damaged, and a copy that grows a thousandfold when unpacked
//
// Prints:
// as it is        loaded: 64-128-8 Silu
// damaged schema  refused: it was still being loaded after 5 seconds
// packed zeros    refused: The zip file holds 300287099 bytes when unpacked, but at most 100000000 are allowed. If its source can be trusted, set a higher maxBytes.
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using MLNet.Autoencoder;

const long MaxBytes = 100_000_000;
const string MaxHeapBytes = "0x18000000"; // 400 MB
TimeSpan maxProcessorTime = TimeSpan.FromSeconds(5), maxTime = TimeSpan.FromMinutes(1);

if (args is ["load", var untrusted])
{
    return LoadInChild(untrusted);
}

string modelPath = args.FirstOrDefault("digits.zip");
Print("as it is", modelPath);
Print("damaged schema", Damaged(modelPath, "Schema", Damage));
Print("packed zeros", Damaged(modelPath, "Schema", schema => [.. schema, .. new byte[300_000_000]]));
File.Delete(CopyOf(modelPath));
return 0;

void Print(string title, string path)
{
    (AutoencoderModel? model, string refusal) = Load(path);
    Console.WriteLine($"{title,-15} {(model is null ? $"refused: {refusal}" : $"loaded: {model.Architecture}")}");
}

// The parent: starts this program again, with limits that the runtime keeps whatever the file makes ML.NET do.
(AutoencoderModel? Model, string Refusal) Load(string path)
{
    string temporary = Directory.CreateTempSubdirectory("untrusted").FullName;
    var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Command(), "load", Path.GetFullPath(path)])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["DOTNET_GCHeapHardLimit"] = MaxHeapBytes,
            ["DOTNET_DbgEnableMiniDump"] = "0",
            ["TMPDIR"] = temporary, // Where ML.NET unpacks the file: a process that is killed leaves it behind.
            ["TEMP"] = temporary,
            ["TMP"] = temporary,
        },
    };
    var reason = new StringBuilder();
    bool isLate = false;
    var clock = Stopwatch.StartNew();
    using Process child = Process.Start(start)!;
    child.ErrorDataReceived += (_, line) => reason.Append(reason.Length < 1000 ? line.Data : "");
    child.BeginErrorReadLine();
    using var timer = new Timer(_ => KillIfLate(), null, TimeSpan.Zero, TimeSpan.FromSeconds(0.1));
    try
    {
        return (AutoencoderModel.Load(child.StandardOutput.BaseStream, MaxBytes), "");
    }
    catch (FormatException e)
    {
        // Nothing, or only a part, was handed over: the child explained why, or was killed.
        child.StandardOutput.Close();
        child.WaitForExit();
        return (null, isLate ? $"it was still being loaded after {maxProcessorTime.TotalSeconds} seconds" : reason.Length > 0 ? reason.ToString() : e.Message);
    }
    finally
    {
        child.Kill(entireProcessTree: true);
        child.WaitForExit();
        Directory.Delete(temporary, recursive: true);
    }

    void KillIfLate()
    {
        if (!child.HasExited && (child.TotalProcessorTime > maxProcessorTime || clock.Elapsed > maxTime))
        {
            isLate = true;
            child.Kill(entireProcessTree: true);
        }
    }
}

// The program to start: nothing but the executable, or, for "dotnet UntrustedModel.dll", the library as well.
static string[] Command() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];

// The child: whatever happens here, the parent goes on.
static int LoadInChild(string path)
{
    try
    {
        using FileStream file = File.OpenRead(path);
        ModelZip.CheckSize(file, MaxBytes);
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema _);
        IEnumerable<ITransformer> all = loaded as IEnumerable<ITransformer> ?? [loaded];
        AutoencoderFeaturesTransformer autoencoder = all.OfType<AutoencoderFeaturesTransformer>().Single();
        using Stream output = Console.OpenStandardOutput();
        autoencoder.Model.Save(output);
        return 0;
    }
    catch (Exception e)
    {
        Console.Error.WriteLine(e.GetBaseException().Message);
        return 1;
    }
}

// A copy of a zip file in which the bytes of one entry are changed.
static string Damaged(string path, string entryName, Func<byte[], byte[]> change)
{
    string copy = CopyOf(path);
    File.Copy(path, copy, overwrite: true);
    using ZipArchive zip = ZipFile.Open(copy, ZipArchiveMode.Update);
    using Stream entry = zip.GetEntry(entryName)!.Open();
    byte[] bytes = new byte[entry.Length];
    entry.ReadExactly(bytes);
    entry.SetLength(0);
    entry.Write(change(bytes));
    return copy;
}

static string CopyOf(string path) => Path.ChangeExtension(path, ".damaged.zip");

// One bit of the number of dimensions of a column: ML.NET's reader then looks for 65,537, and has not been seen to return.
static byte[] Damage(byte[] schema)
{
    schema[schema.AsSpan().IndexOf("Single"u8) + 8] = 1;
    return schema;
}
