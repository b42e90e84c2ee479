// Visual inspection with pictures of good parts only: a pretrained network, ResNet-18, turns each picture into 512 features, and an anomaly detector
// learns which of them belong together.
//
// The pictures are of brushed metal, drawn on the fly, each with its own grain and light. The detector is fitted to 150 good ones, and then judges 50 good
// and 45 faulty ones: a scratch, a stain, or a dent. For comparison, ML.NET's RandomizedPca is fitted to the same features. The features take nearly all of
// the time.
//
// Prints:
// ROC AUC of the autoencoder    0.977
// ROC AUC of RandomizedPca      0.889
// None        4% flagged, median p-value 0.114
// Scratch   100% flagged, median p-value 0.029
// Stain      67% flagged, median p-value 0.029
// Dent      100% flagged, median p-value 0.029
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.Autoencoder;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var mlContext = new MLContext(seed: 1);
IDataView good = Featurized([.. Enumerable.Range(0, 150).Select(i => Picture.Of(Fault.None, seed: i))]);
IDataView test = Featurized(
[
    .. Enumerable.Range(0, 50).Select(i => Picture.Of(Fault.None, seed: 1_000 + i)),
    .. Enumerable.Range(0, 45).Select(i => Picture.Of(1 + (Fault)(i % 3), seed: 2_000 + i)),
]);

var options = new AutoencoderAnomalyOptions { PValueColumnName = "PValue", Contamination = 0.05f };
AutoencoderAnomalyTransformer detector = mlContext.AnomalyDetection.Trainers.Autoencoder(options).Fit(good);
IDataView judged = detector.Transform(test);
IDataView judgedByPca = mlContext.AnomalyDetection.Trainers.RandomizedPca().Fit(good).Transform(test);

Console.WriteLine($"ROC AUC of the autoencoder    {mlContext.AnomalyDetection.Evaluate(judged).AreaUnderRocCurve:F3}");
Console.WriteLine($"ROC AUC of RandomizedPca      {mlContext.AnomalyDetection.Evaluate(judgedByPca).AreaUnderRocCurve:F3}");
foreach (var group in mlContext.Data.CreateEnumerable<Judged>(judged, reuseRowObject: false).GroupBy(picture => picture.Fault))
{
    double flagged = group.Average(picture => picture.PredictedLabel ? 1.0 : 0.0);
    float median = group.Select(picture => picture.PValue).Order().ElementAt(group.Count() / 2);
    Console.WriteLine($"{(Fault)group.Key,-9}{100 * flagged,4:F0}% flagged, median p-value {median:F3}");
}

// Pixels of 224 x 224 pictures, plane by plane, are what the network expects. The features are computed once and cached.
IDataView Featurized(Picture[] pictures)
{
    IDataView data = mlContext.Data.LoadFromEnumerable(pictures);
    var featurizer = mlContext.Transforms.ExtractPixels("Pixels", nameof(Picture.Image), scaleImage: 1 / 255f)
        .Append(mlContext.Transforms.DnnFeaturizeImage(
            "Features", model => model.ModelSelector.ResNet18(mlContext, model.OutputColumn, model.InputColumn), "Pixels"));
    return mlContext.Data.Cache(featurizer.Fit(data).Transform(data), "Features", nameof(Picture.Label), nameof(Picture.Fault));
}

internal enum Fault
{
    None,
    Scratch,
    Stain,
    Dent,
}

/// <summary>A picture of brushed metal.</summary>
internal sealed class Picture
{
    private const int Size = 224;

    [ImageType(Size, Size)]
    public MLImage? Image { get; init; }

    /// <summary>1 if there is a fault. The detector does not see it.</summary>
    public float Label { get; init; }

    public int Fault { get; init; }

    public static Picture Of(Fault fault, int seed)
    {
        var random = new Random(seed);
        double light = 110 + (40 * random.NextDouble()), slope = 0.3 * (random.NextDouble() - 0.5);
        double x0 = 50 + random.Next(Size - 100), y0 = 50 + random.Next(Size - 100), angle = Math.PI * (0.2 + (0.6 * random.NextDouble()));
        byte[] pixels = new byte[4 * Size * Size];
        for (int y = 0; y < Size; y++)
        {
            double grain = 14 * (random.NextDouble() - 0.5);
            for (int x = 0; x < Size; x++)
            {
                double brightness = light + (slope * x) + grain + (6 * (random.NextDouble() - 0.5)) + Change(fault, x - x0, y - y0, angle);
                byte value = (byte)Math.Clamp(brightness, 0, 255);
                int pixel = 4 * ((y * Size) + x);
                (pixels[pixel], pixels[pixel + 1], pixels[pixel + 2], pixels[pixel + 3]) = (value, value, value, byte.MaxValue);
            }
        }

        return new Picture
        {
            Image = MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Rgba32, pixels), Label = fault == global::Fault.None ? 0 : 1, Fault = (int)fault,
        };
    }

    /// <summary>How much a fault changes the brightness, given the position relative to its center.</summary>
    private static double Change(Fault fault, double x, double y, double angle)
    {
        double along = (x * Math.Cos(angle)) + (y * Math.Sin(angle)), across = (y * Math.Cos(angle)) - (x * Math.Sin(angle)), distance = Math.Sqrt((x * x) + (y * y));
        return fault switch
        {
            global::Fault.None => 0,
            global::Fault.Scratch => Math.Abs(along) < 40 && Math.Abs(across) < 1.5 ? 45 : 0,
            global::Fault.Stain => distance < 14 ? -30 : 0,
            global::Fault.Dent => distance < 22 ? 2.5 * across : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "This fault is unknown."),
        };
    }
}

internal sealed class Judged
{
    public int Fault { get; set; }

    public bool PredictedLabel { get; set; }

    public float PValue { get; set; }
}
