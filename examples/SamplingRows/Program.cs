// New rows from a variational autoencoder: decodes codes drawn from N(0, 1). Then interpolates between two rows, by way of their codes.
//
// At the end, the sampled rows are compared with real ones. They vary less, because a reconstruction is the mean of the rows that share a code.
//
// Prints:
// Eight new digits:
//   =%*.       +%#=     -%#.      +@@*.     .%*       :##.      :%*       :#*
//  :@*#+      *@#%*    .@%#+     :@*++.     ###=      %**=     .#@%       =@@=
//  =# +=      %=.#=    =@ -+     -@:...     +.+*     .+.*=     .##*.      =#%+
//  .-:#:     .%==@:    :* +:     :@@#:      --##.     =+#-      +%#.      +@@*
//   .*#.      =:+%.    .:-+.      =*@#      =#%*.     +@*       =%#=      *@@+
//   :#=.      .:##      =#+-.     =..@-     .+#:      =+=.      *#=#-     +%%-
//   =#+-.     .+%:      *%#*:    .@+-@-      **:      ++-:      #@*@+     =%%-
//   =%*-.      #*       -%#-      +@@*      .%=.      :#*-      :#@#.     :##.
// From a real 0 (first) to a real 1 (last), by interpolating between their codes:
//   -%+       -%#:      :#*:      .##:      .*#:       *%:       *@-       #%-
//   %@*@-     %#*%.     %%#%      %@%*      *@%+      =@@+      .%@+       *@+
//  .@. *+    :%: #-    :@:.#.    .@-:#     .%++*      *#%+      -@@-      .@@-
//  :#  ++    -#  ==    :%:.*:    .%-=*     .**#+     .+%@-     .+@@:     =@@@.
//  -+  ++    -+  +-    :+.:*:    .=-+*.     =*%+      -%@-      -@@.       @@.
//  :*  #=    :#  #.     *.:%.     ==+#.     -*%*      :%@=      .%@:       @@-
//  .%-*#      %=*#      **##      =#%*      :#%*      .#@=      .%@-       @@-
//   -%*       -@#       :%#.      .##:       #%-       *%-       +@=       *@*
//                                                 real   sampled
// ink of a digit, mean                          312.59    303.75
// ink of a digit, standard deviation             34.45     29.05
// standard deviation of a pixel, mean of 64       3.68      2.25
// correlation of adjacent pixels                  0.39      0.43
// distance to the nearest other real digit       16.65     20.48
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder;

const int Side = 8;
const int Pixels = Side * Side;
const int LatentDimension = 8;

var mlContext = new MLContext(seed: 1);
IDataView view = mlContext.Data.LoadFromTextFile<Digit>(
    Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',', hasHeader: true);
Digit[] digits = [.. mlContext.Data.CreateEnumerable<Digit>(view, reuseRowObject: false)];
var options = new AutoencoderFeaturesOptions { OutputColumnName = "Latent", InputColumnName = "Pixels", LatentDimension = LatentDimension };
AutoencoderFeaturesTransformer model = LiveProgress.Run(options, () => mlContext.Transforms.AutoencoderFeatures(options).Fit(view));

Console.WriteLine("Eight new digits:");
Draw(model.Sample(8, seed: 1));

Console.WriteLine("From a real 0 (first) to a real 1 (last), by interpolating between their codes:");
float[] from = digits[0].Pixels;
float[] to = digits[1].Pixels;
float[] start = model.Encode(from);
float[] end = model.Encode(to);
float[] path = [.. Enumerable.Range(0, 6).SelectMany(step => Lerp(start, end, step / 5f))];
Draw([.. from, .. model.Decode(path), .. to]);

float[] real = [.. digits.SelectMany(digit => digit.Pixels)];
float[] sampled = model.Sample(digits.Length, seed: 2);
Console.WriteLine($"{"",-44}{"real",8}{"sampled",10}");
Compare("ink of a digit, mean", rows => Ink(rows).Average());
Compare("ink of a digit, standard deviation", rows => Deviation([.. Ink(rows)]));
Compare("standard deviation of a pixel, mean of 64", rows => Enumerable.Range(0, Pixels).Average(pixel => Deviation([.. Column(rows, pixel)])));
Compare("correlation of adjacent pixels", AdjacentCorrelation);
Compare("distance to the nearest other real digit", DistanceToReal);

void Compare(string name, Func<float[], double> statistic) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44}{statistic(real),8:F2}{statistic(sampled),10:F2}"));

static float[] Lerp(float[] from, float[] to, float fraction) => [.. from.Zip(to, (a, b) => a + (fraction * (b - a)))];

static IEnumerable<double> Ink(float[] rows) => rows.Chunk(Pixels).Select(row => (double)TensorPrimitives.Sum<float>(row));

static IEnumerable<double> Column(float[] rows, int pixel) => rows.Chunk(Pixels).Select(row => (double)row[pixel]);

static double Deviation(double[] values)
{
    double mean = values.Average();
    return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
}

// The correlation of each pixel with the one to its right, over all digits.
static double AdjacentCorrelation(float[] rows)
{
    int[] slots = [.. Enumerable.Range(0, rows.Length).Where(slot => slot % Side < Side - 1)];
    double[] a = [.. slots.Select(slot => rows[slot])];
    double[] b = [.. slots.Select(slot => rows[slot + 1])];
    double covariance = a.Zip(b, (left, right) => left * right).Average() - (a.Average() * b.Average());
    return covariance / (Deviation(a) * Deviation(b));
}

// The mean over the first 300 rows.
double DistanceToReal(float[] rows) => rows.Chunk(Pixels).Take(300).Average(row =>
    digits.Select(digit => TensorPrimitives.Distance<float>(row, digit.Pixels)).Where(distance => distance > 0).Min());

// Draws rows side by side. Darker pixels are denser characters.
static void Draw(float[] rows)
{
    const string Shades = " .:-=+*#%@";
    float[][] pictures = [.. rows.Chunk(Pixels)];
    for (int line = 0; line < Side; line++)
    {
        Console.WriteLine(string.Join("  ", pictures.Select(picture => string.Concat(picture.Skip(line * Side).Take(Side).Select(Shade)))).TrimEnd());
    }

    static char Shade(float pixel) => Shades[(int)Math.Clamp(pixel / 16 * Shades.Length, 0, Shades.Length - 1)];
}

internal sealed class Digit
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];
}
