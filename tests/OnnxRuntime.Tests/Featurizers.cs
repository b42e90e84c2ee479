using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using static Microsoft.ML.Transforms.LpNormNormalizingEstimatorBase;
using static Microsoft.ML.Transforms.MissingValueReplacingEstimator;
using static Microsoft.ML.Transforms.OneHotEncodingEstimator;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>Steps of ML.NET that can stand before an autoencoder, and rows for them.</summary>
internal static class Featurizers
{
    /// <summary>Those that ML.NET converts, with the columns that the autoencoder then reads.</summary>
    public static IReadOnlyDictionary<string, (Func<MLContext, IEstimator<ITransformer>> Create, string[] Inputs)> Converted { get; } =
        new Dictionary<string, (Func<MLContext, IEstimator<ITransformer>>, string[])>
        {
            ["CopyColumns"] = (ml => ml.Transforms.CopyColumns("X", "Numbers"), ["X", "Age"]),
            ["CopyColumns of images"] = (ml => ml.Transforms.CopyColumns("X", "Pixels"), ["X"]),
            ["CopyColumns of images, beside a number"] = (ml => ml.Transforms.CopyColumns("X", "Pixels"), ["Age", "X"]),
            ["SelectColumns"] = (ml => ml.Transforms.SelectColumns("Age", "Numbers"), ["Numbers", "Age"]),
            ["DropColumns"] = (ml => ml.Transforms.DropColumns("Text"), ["Numbers", "Age"]),
            ["Concatenate"] = (ml => ml.Transforms.Concatenate("X", "Age", "Numbers", "Pixels"), ["X"]),
            ["Concatenate of one-hot"] =
                (ml => ml.Transforms.Categorical.OneHotEncoding("City").Append(ml.Transforms.Concatenate("X", "Age", "City")), ["X"]),

            ["OneHotEncoding"] = (ml => ml.Transforms.Categorical.OneHotEncoding("X", "City"), ["X"]),
            ["OneHotEncoding, in place, between others"] = (ml => ml.Transforms.Categorical.OneHotEncoding("City"), ["Age", "City", "Numbers"]),
            ["OneHotEncoding of two columns"] = (ml => ml.Transforms.Categorical.OneHotEncoding(
                [new InputOutputColumnPair("X", "City"), new InputOutputColumnPair("Y", "Count")]), ["X", "Age", "Y"]),
            ["OneHotEncoding of a vector"] = (ml => ml.Transforms.Categorical.OneHotEncoding("X", "Tags"), ["X"]),
            ["OneHotEncoding of a vector, beside a number"] = (ml => ml.Transforms.Categorical.OneHotEncoding("X", "Tags"), ["Age", "X"]),
            ["OneHotEncoding of integers"] = (ml => ml.Transforms.Categorical.OneHotEncoding("X", "Count"), ["X"]),
            ["OneHotEncoding of Booleans"] = (ml => ml.Transforms.Categorical.OneHotEncoding("X", "IsMember"), ["X", "Age"]),
            ["OneHotEncoding, Bag"] = (ml => ml.Transforms.Categorical.OneHotEncoding("X", "City", OutputKind.Bag), ["X", "Age"]),
            ["OneHotEncoding of a vector, Bag"] = (ml => ml.Transforms.Categorical.OneHotEncoding("X", "Tags", OutputKind.Bag), ["X", "Age"]),
            ["OneHotEncoding, Key, then MapKeyToVector"] = (ml => ml.Transforms.Categorical.OneHotEncoding("Key", "City", OutputKind.Key)
                .Append(ml.Transforms.Conversion.MapKeyToVector("X", "Key")), ["X", "Age"]),
            ["OneHotHashEncoding"] = (ml => ml.Transforms.Categorical.OneHotHashEncoding("X", "Town", numberOfBits: 4), ["X"]),
            ["OneHotHashEncoding of integers, Bag"] =
                (ml => ml.Transforms.Categorical.OneHotHashEncoding("X", "Count", OutputKind.Bag, numberOfBits: 4), ["Age", "X"]),
            ["OneHotHashEncoding of a vector"] =
                (ml => ml.Transforms.Categorical.OneHotHashEncoding("X", "Towns", numberOfBits: 4, useOrderedHashing: false), ["X"]),
            ["OneHotHashEncoding of a vector, Bag"] = (ml => ml.Transforms.Categorical.OneHotHashEncoding(
                "X", "Towns", OutputKind.Bag, numberOfBits: 4, useOrderedHashing: false), ["X", "Age"]),

            ["MapValueToKey, MapKeyToVector"] = (ml => ml.Transforms.Conversion.MapValueToKey("Key", "City")
                .Append(ml.Transforms.Conversion.MapKeyToVector("X", "Key")), ["X", "Age"]),
            ["MapKeyToVector of a vector"] = (ml => ml.Transforms.Conversion.MapValueToKey("Key", "Tags")
                .Append(ml.Transforms.Conversion.MapKeyToVector("X", "Key")), ["X"]),
            ["MapKeyToVector of a vector, counts"] = (ml => ml.Transforms.Conversion.MapValueToKey("Key", "Tags")
                .Append(ml.Transforms.Conversion.MapKeyToVector("X", "Key", outputCountVector: true)), ["X", "Age"]),
            ["Hash, MapKeyToVector"] = (ml => ml.Transforms.Conversion.Hash("Key", "Town", numberOfBits: 4)
                .Append(ml.Transforms.Conversion.MapKeyToVector("X", "Key")), ["X", "Age"]),
            ["MapKeyToValue"] = (ml => ml.Transforms.Conversion.MapValueToKey("Key", "Size")
                .Append(ml.Transforms.Conversion.MapKeyToValue("X", "Key")), ["X", "Numbers"]),
            ["MapValue"] = (ml => ml.Transforms.Conversion.MapValue(
                "X", new Dictionary<string, float> { ["Oslo"] = 1, ["Rome"] = 2.5f }, "City"), ["X", "Numbers"]),
            ["ConvertType of Booleans"] = (ml => ml.Transforms.Conversion.ConvertType("X", "IsMember"), ["X", "Numbers"]),
            ["ConvertType of integers"] = (ml => ml.Transforms.Conversion.ConvertType("X", "Count"), ["X", "Numbers"]),
            ["ConvertType of doubles"] = (ml => ml.Transforms.Conversion.ConvertType("X", "Lengths"), ["X", "Numbers"]),

            ["NormalizeMinMax"] = (ml => ml.Transforms.NormalizeMinMax("X", "Numbers"), ["X", "Age"]),
            ["NormalizeMinMax of a number"] = (ml => ml.Transforms.NormalizeMinMax("X", "Age", fixZero: false), ["X", "Numbers"]),
            ["NormalizeMinMax of one-hot, concatenated"] = (ml => ml.Transforms.Categorical.OneHotEncoding("City")
                .Append(ml.Transforms.Concatenate("X", "City")).Append(ml.Transforms.NormalizeMinMax("X")), ["X", "Age"]),
            ["NormalizeMeanVariance"] = (ml => ml.Transforms.NormalizeMeanVariance("X", "Numbers"), ["X", "Age"]),
            ["NormalizeLogMeanVariance"] = (ml => ml.Transforms.NormalizeLogMeanVariance("X", "Numbers", useCdf: false), ["X", "Age"]),
            ["NormalizeRobustScaling"] = (ml => ml.Transforms.NormalizeRobustScaling("X", "Numbers"), ["X", "Age"]),
            ["NormalizeLpNorm, L1"] = (ml => ml.Transforms.NormalizeLpNorm("X", "Numbers", NormFunction.L1), ["X", "Age"]),
            ["NormalizeLpNorm, L2"] = (ml => ml.Transforms.NormalizeLpNorm("X", "Numbers", ensureZeroMean: true), ["X", "Age"]),
            ["NormalizeLpNorm, StandardDeviation"] =
                (ml => ml.Transforms.NormalizeLpNorm("X", "Numbers", NormFunction.StandardDeviation), ["X", "Age"]),
            ["NormalizeGlobalContrast"] = (ml => ml.Transforms.NormalizeGlobalContrast("X", "Numbers"), ["X", "Age"]),
            ["ReplaceMissingValues"] = (ml => ml.Transforms.ReplaceMissingValues("X", "Gaps", ReplacementMode.Mean), ["X", "Age"]),
            ["ReplaceMissingValues of a number"] = (ml => ml.Transforms.ReplaceMissingValues("X", "Gap", ReplacementMode.Mean), ["X", "Numbers"]),
            ["ReplaceMissingValues of images"] = (ml => ml.Transforms.ReplaceMissingValues("X", "Pixels"), ["X"]),
            ["IndicateMissingValues, ConvertType"] = (ml => ml.Transforms.IndicateMissingValues("Missing", "Gaps")
                .Append(ml.Transforms.Conversion.ConvertType("X", "Missing")), ["X", "Gaps", "Gap"]),
            ["ProjectToPrincipalComponents"] = (ml => ml.Transforms.ProjectToPrincipalComponents("X", "Numbers", rank: 2), ["X", "Age"]),
            ["SelectFeaturesBasedOnCount"] = (ml => ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("X", "Numbers"), ["X", "Age"]),
            ["TokenizeIntoCharactersAsKeys, ProduceNgrams"] = (ml => ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Key", "Text")
                .Append(ml.Transforms.Text.ProduceNgrams("X", "Key", maximumNgramsCount: 40)), ["X"]),
            ["NormalizeText, TokenizeIntoCharactersAsKeys, ProduceNgrams"] = (ml => ml.Transforms.Text
                .NormalizeText("Normal", "Text", TextNormalizingEstimator.CaseMode.None, keepDiacritics: true, keepPunctuations: true, keepNumbers: true)
                .Append(ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Key", "Normal"))
                .Append(ml.Transforms.Text.ProduceNgrams("X", "Key", maximumNgramsCount: 40)), ["X", "Age"]),
            ["FeaturizeText of characters"] = (ml => ml.Transforms.Text.FeaturizeText("X", AsWritten(new WordBagEstimator.Options(), null), "Text"), ["X"]),
            ["AutoencoderFeatures"] = (ml => ml.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
            {
                InputColumnName = "Numbers", OutputColumnName = "X", LatentDimension = 2, Epochs = 2, Seed = 2,
            }), ["X", "Age"]),
            ["KMeans"] = (ml => ml.Clustering.Trainers.KMeans("Numbers", numberOfClusters: 3), ["Score", "Age"]),
        };

    /// <summary>Those whose graph, as ML.NET writes it, computes a single row at a time.</summary>
    public static IReadOnlyDictionary<string, (Func<MLContext, IEstimator<ITransformer>> Create, string[] Inputs)> ConvertedForSingleRows { get; } =
        new Dictionary<string, (Func<MLContext, IEstimator<ITransformer>>, string[])>
        {
            ["SelectFeaturesBasedOnCount, slots dropped"] =
                (ml => ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("X", "Gaps", count: 110), ["X", "Age"]),
            ["SelectFeaturesBasedOnMutualInformation, slots dropped"] = (ml => ml.Transforms.FeatureSelection.SelectFeaturesBasedOnMutualInformation(
                "X", "Numbers", slotsInOutput: 2), ["X", "Age"]),
            ["TokenizeIntoWords, ProduceNgrams"] = (ml => ml.Transforms.Text.TokenizeIntoWords("Words", "Text")
                .Append(ml.Transforms.Conversion.MapValueToKey("Key", "Words")).Append(ml.Transforms.Text.ProduceNgrams("X", "Key")), ["X"]),
            ["TokenizeIntoWords, MapKeyToVector, counts"] = (ml => ml.Transforms.Text.TokenizeIntoWords("Words", "Text")
                .Append(ml.Transforms.Conversion.MapValueToKey("Key", "Words"))
                .Append(ml.Transforms.Conversion.MapKeyToVector("X", "Key", outputCountVector: true)), ["X", "Age"]),
            ["ProduceWordBags"] = (ml => ml.Transforms.Text.ProduceWordBags("X", "Text"), ["X"]),
            ["FeaturizeText of words"] = (ml => ml.Transforms.Text.FeaturizeText("X", AsWritten(null, new WordBagEstimator.Options()), "Text"), ["X"]),
        };

    /// <summary>Those that ML.NET cannot convert.</summary>
    public static IReadOnlyDictionary<string, Func<MLContext, IEstimator<ITransformer>>> Refused { get; } =
        new Dictionary<string, Func<MLContext, IEstimator<ITransformer>>>
        {
            ["OneHotEncoding, Binary"] = ml => ml.Transforms.Categorical.OneHotEncoding("X", "City", OutputKind.Binary),
            ["OneHotHashEncoding, Binary"] = ml => ml.Transforms.Categorical.OneHotHashEncoding("X", "City", OutputKind.Binary, numberOfBits: 4),
            ["OneHotHashEncoding of a vector, ordered"] = ml => ml.Transforms.Categorical.OneHotHashEncoding("X", "Tags", numberOfBits: 4),
            ["MapKeyToBinaryVector"] = ml => ml.Transforms.Conversion.MapValueToKey("Key", "City")
                .Append(ml.Transforms.Conversion.MapKeyToBinaryVector("X", "Key")),
            ["NormalizeMeanVariance, useCdf"] = ml => ml.Transforms.NormalizeMeanVariance("X", "Numbers", useCdf: true),
            ["NormalizeLogMeanVariance, useCdf"] = ml => ml.Transforms.NormalizeLogMeanVariance("X", "Numbers"),
            ["NormalizeBinning"] = ml => ml.Transforms.NormalizeBinning("X", "Numbers"),
            ["NormalizeSupervisedBinning"] = ml => ml.Transforms.NormalizeSupervisedBinning("X", "Numbers"),
            ["ApproximatedKernelMap"] = ml => ml.Transforms.ApproximatedKernelMap("X", "Numbers", rank: 2),
            ["Expression"] = ml => ml.Transforms.Expression("X", "(a, b) => a * b", "Age", "Size"),
            ["CustomMapping"] = ml => ml.Transforms.CustomMapping<WithAge, WithX>((from, to) => to.X = 2 * from.Age, contractName: null),
            ["StatefulCustomMapping"] = ml => ml.Transforms.StatefulCustomMapping<WithAge, WithX, object>(
                (from, to, _) => to.X = from.Age, _ => { }, contractName: null),
            ["FeaturizeText"] = ml => ml.Transforms.Text.FeaturizeText("X", "Text"),
            ["ProduceHashedWordBags"] = ml => ml.Transforms.Text.ProduceHashedWordBags("X", "Text", numberOfBits: 4),
            ["ProduceHashedNgrams"] = ml => ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Key", "Text")
                .Append(ml.Transforms.Text.ProduceHashedNgrams("X", "Key", numberOfBits: 4)),
            ["NormalizeText, punctuation removed"] = ml => ml.Transforms.Text.NormalizeText("Normal", "Text", keepPunctuations: false)
                .Append(ml.Transforms.Text.ProduceWordBags("X", "Normal")),
            ["LatentDirichletAllocation"] = ml => ml.Transforms.Text.ProduceWordBags("Words", "Text")
                .Append(ml.Transforms.Text.LatentDirichletAllocation("X", "Words", numberOfTopics: 2)),
        };

    public static IDataView Table(MLContext ml, IEnumerable<int> rows) => ml.Data.LoadFromEnumerable<Row>([.. rows.Select(NewRow)]);

    /// <summary>
    /// A row by its number. Rows 3, 7, 11, … have no city; those from 1000 on have categories that no other row has. Towns are
    /// never missing, because ML.NET converts the hash of a missing text to that of an empty one.
    /// </summary>
    private static Row NewRow(int row)
    {
        var random = new Random(row);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 4) - 1)];
        bool isUnseen = row >= 1000;
        string town = isUnseen ? "Elsewhere" : new[] { "Oslo", "Rome", "Bern", "Lima", "Baku" }[row % 5];
        float[] gaps = Numbers(4);
        gaps[row % 4] = row % 3 == 0 ? float.NaN : gaps[row % 4];
        gaps[1] = row % 5 == 2 ? float.NaN : gaps[1];
        return new Row
        {
            Age = Numbers(1)[0],
            Gap = row % 4 == 1 ? float.NaN : Numbers(1)[0],
            Numbers = Numbers(3),
            Gaps = gaps,
            Pixels = Numbers(24),
            Size = row % 3,
            Lengths = [random.NextDouble(), random.NextDouble()],
            Count = isUnseen ? 17 : row % 6,
            IsMember = row % 2 == 0,
            City = row % 4 == 3 ? "" : town,
            Town = town,
            Towns = [town, "Oslo"],
            Tags = [isUnseen ? "new" : $"tag{row % 3}", row % 4 == 3 ? "" : $"tag{row % 5}"],
            Text = $"{town} is {(row % 2 == 0 ? "fine" : "cold and wet")} today",
            Label = row % 2 == 0,
        };
    }

    /// <summary>ML.NET converts neither the removal of characters nor, on machines without the locale en_US.UTF-8, lowercase.</summary>
    private static TextFeaturizingEstimator.Options AsWritten(WordBagEstimator.Options? characters, WordBagEstimator.Options? words) => new()
    {
        CharFeatureExtractor = characters,
        WordFeatureExtractor = words,
        CaseMode = TextNormalizingEstimator.CaseMode.None,
        KeepDiacritics = true,
        KeepNumbers = true,
        KeepPunctuations = true,
        Norm = TextFeaturizingEstimator.NormFunction.None,
    };

    private sealed class WithAge
    {
        public float Age { get; set; }
    }

    private sealed class WithX
    {
        public float X { get; set; }
    }

    private sealed class Row
    {
        public float Age { get; init; }

        public float Gap { get; init; }

        [VectorType(3)]
        public float[] Numbers { get; init; } = [];

        [VectorType(4)]
        public float[] Gaps { get; init; } = [];

        [VectorType(2, 3, 4)]
        public float[] Pixels { get; init; } = [];

        public float Size { get; init; }

        [VectorType(2)]
        public double[] Lengths { get; init; } = [];

        public int Count { get; init; }

        public bool IsMember { get; init; }

        public string City { get; init; } = "";

        public string Town { get; init; } = "";

        [VectorType(2)]
        public string[] Towns { get; init; } = [];

        [VectorType(2)]
        public string[] Tags { get; init; } = [];

        public string Text { get; init; } = "";

        public bool Label { get; init; }
    }
}
