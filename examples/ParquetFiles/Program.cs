// Parquet files that need not fit into memory: a fit reads them row group by row group, as often as it has epochs, and codes are written to other Parquet
// files, one for each file of rows.
//
// It uses the fit without ML.NET, Autoencoder.Fit, which reads rows from an IRowSource: ParquetRows.cs. Under mpirun, each process reads its own files.
//
//   ParquetFiles folder                        by default, one in the folder for temporary files
//   mpirun -n 3 dotnet ParquetFiles.dll folder
//
// Prints, as one process:
// Fitted to 60000 rows of 20 columns in 3 files.
// 20 epochs took 24 passes over the files of this process.
// codes-0.parquet: 20000 rows; the first, 0, has the code 1.09  -1.58  1.74  -0.00
// codes-1.parquet: 20000 rows; the first, 20000, has the code 0.14  -1.25  0.34  -0.41
// codes-2.parquet: 20000 rows; the first, 40000, has the code 0.84  0.17  -0.19  -0.08
using MLNet.Autoencoder;

const int FileCount = 3;
string folder = args.FirstOrDefault(Path.Combine(Path.GetTempPath(), "parquet-files"));
MpiCommunicator ranks = MpiCommunicator.World;
string[] files = [.. Enumerable.Range(0, FileCount).Select(file => Path.Combine(folder, $"rows-{file}.parquet"))];
if (ranks.Rank == 0)
{
    Directory.CreateDirectory(folder);
    foreach (string file in files)
    {
        SampleFile.Write(file, seed: Array.IndexOf(files, file));
    }
}

// No rank reads before the files are there. All processes see the same folder; if each machine has files of its own, nobody has to wait.
ranks.Barrier();
string[] own = [.. files.Where((_, number) => number % ranks.Size == ranks.Rank)];
var rows = new ParquetRows(own, SampleFile.ColumnNames);
AutoencoderModel model = Autoencoder.Fit(rows, new AutoencoderOptions
{
    LatentDimension = SampleFile.FactorCount,
    Epochs = 20,
    BatchSize = 1024,
    Seed = 1,
    MissingValues = MissingValues.Mask,     // A null is a missing value.
    RowCacheBytes = 1 << 20,                // The sample's rows take 5 MB. By default, a gigabyte of rows is held, and shuffled together.
    ShuffleBytes = 1 << 20,
    Communicator = ranks,
});

foreach (string file in own)
{
    CodeFile.Write(model, file, SampleFile.ColumnNames, CodeFileOf(file));
}

ranks.Barrier();
if (ranks.Rank == 0)
{
    TrainingHistory history = model.History;
    Console.WriteLine($"Fitted to {history.RowCount + history.ValidationRowCount} rows of {model.InputDimension} columns in {FileCount} files.");
    Console.WriteLine($"{history.Epochs.Count} epochs took {rows.Passes} passes over the files of this process.");
    foreach (string file in files.Select(CodeFileOf))
    {
        Console.WriteLine($"{Path.GetFileName(file)}: {CodeFile.Describe(file)}");
    }
}

static string CodeFileOf(string file) => file.Replace("rows-", "codes-", StringComparison.Ordinal);
