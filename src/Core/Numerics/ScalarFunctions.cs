namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Functions of one double that give the same bits on every processor and with every C library, which <see cref="Math"/> does not guarantee. They are
/// power series of plain additions, multiplications and divisions. Errors are a few units in the last place.
/// </summary>
internal static class ScalarFunctions
{
    private const double LogOf2 = 0.6931471805599453;

    /// <summary>The natural logarithm of a positive number.</summary>
    public static double Log(double x)
    {
        if (!double.IsFinite(x) || x <= 0)
        {
            return x > 0 ? x : x == 0 ? double.NegativeInfinity : double.NaN;
        }

        // x = m·2ⁿ with m in [¾, 1½), and ln m = 2 artanh s = 2(s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), which is at most 0.2.
        int n = Math.ILogB(x);
        double m = Math.ScaleB(x, -n);
        if (m >= 1.5)
        {
            m *= 0.5;
            n++;
        }

        double s = (m - 1) / (m + 1);
        double series = 0;
        for (int power = 23; power >= 1; power -= 2)
        {
            series = (series * s * s) + (1.0 / power);
        }

        return (n * LogOf2) + (2 * s * series);
    }

    /// <summary>The exponential.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) > 800)
        {
            return x > 0 ? double.PositiveInfinity : x < 0 ? 0 : x;
        }

        // x = n ln 2 + r with |r| ≤ ½ ln 2.
        int n = (int)Math.Round(x / LogOf2);
        double r = x - (n * LogOf2);
        double series = 1;
        for (int i = 14; i >= 1; i--)
        {
            series = 1 + (series * r / i);
        }

        return Math.ScaleB(series, n);
    }

    /// <summary>The inverse of the hyperbolic sine, sign(x)·ln(|x| + √(x² + 1)).</summary>
    public static double Asinh(double x)
    {
        const double Logarithmic = 1e8, Series = 0.1;
        double size = Math.Abs(x);
        double result = size switch
        {
            < Series => size * AsinhSeries(size * size),
            > Logarithmic => Log(size) + LogOf2,
            _ => Log(size + Math.Sqrt((size * size) + 1)),
        };
        return Math.CopySign(result, x);
    }

    /// <summary>The hyperbolic sine, ½(eˣ − e⁻ˣ).</summary>
    public static double Sinh(double x)
    {
        // Where eˣ and e⁻ˣ nearly cancel, the series converges fast.
        double square = x * x;
        return square < 0.01 ? x * (1 + (square / 6 * (1 + (square / 20 * (1 + (square / 42)))))) : 0.5 * (Exp(x) - Exp(-x));
    }

    /// <summary>asinh(√x²) / √x², where the logarithm of a number near 1 would lose precision: Σ (−x²)ᵏ (2k)! / (4ᵏ k!² (2k + 1)).</summary>
    private static double AsinhSeries(double square)
    {
        double sum = 0;
        double factor = 1;
        for (int k = 0; k < 8; k++)
        {
            sum += factor / ((2 * k) + 1);
            factor *= -square * ((2 * k) + 1) / (2 * (k + 1));
        }

        return sum;
    }

    /// <summary>The cosine of an angle from 0 to π.</summary>
    public static double Cos(double x)
    {
        // cos x = −sin(x − ½π); the series of the sine converges fast within a quarter turn of 0.
        double angle = x - (Math.PI / 2);
        double series = 1;
        for (int i = 22; i >= 2; i -= 2)
        {
            series = 1 - (series * angle * angle / (i * (i + 1)));
        }

        return -angle * series;
    }
}
