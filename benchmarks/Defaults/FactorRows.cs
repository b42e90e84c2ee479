namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>Rows of 30 slots made of six factors: x = tanh(zW)V + noise, with a hidden layer of 40.</summary>
internal sealed class FactorRows
{
    public const int Factors = 6;
    public const int Slots = 30;

    private const int Hidden = 40;
    private const double Noise = 0.21;

    private readonly NormalNumbers _numbers;
    private readonly double[] _first;
    private readonly double[] _second;

    public FactorRows(int seed)
    {
        _numbers = new NormalNumbers(seed);
        _first = _numbers.Matrix(Factors * Hidden, 1);
        _second = _numbers.Matrix(Hidden * Slots, 1 / Math.Sqrt(Hidden));
    }

    /// <summary>Generates the next row.</summary>
    public void Next(Span<float> row)
    {
        double[] hidden = Array.ConvertAll(NormalNumbers.Product(_numbers.Matrix(Factors, 1), _first, Hidden), Math.Tanh);
        double[] values = NormalNumbers.Product(hidden, _second, Slots);
        for (int j = 0; j < Slots; j++)
        {
            row[j] = (float)(values[j] + (Noise * _numbers.Next()));
        }
    }
}
