using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Objectives;

/// <summary>The loss of each validation row, so that two epochs can be compared row by row.</summary>
/// <param name="count">The number of rows.</param>
internal sealed class RowLosses(int count)
{
    /// <summary>The most rows, because both losses of all rows are in one array.</summary>
    public static readonly int MaxCount = Array.MaxLength / 2;

    private readonly float[] _losses = new float[count];

    /// <summary>The number of rows.</summary>
    public int Count => count;

    /// <summary>The squared error of each row, with its penalty, followed by its terms in nats, <c>[2 · count]</c>.</summary>
    public float[] Values { get; } = new float[checked(2 * count)];

    /// <summary>The squared error of each row, with its penalty, <c>[count]</c>.</summary>
    public Span<float> SquaredErrors => Values.AsSpan(0, count);

    private Span<float> Nats => Values.AsSpan(count);

    /// <summary>Copies the losses of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="start">The number of rows before it.</param>
    public void Set(TrainingBatch batch, int start)
    {
        TensorPrimitives.Add(batch.RowSquaredErrors, batch.RowPenalties, SquaredErrors[start..]);
        batch.RowNats.CopyTo(Nats[start..]);
    }

    /// <summary>Sets all losses to 0.</summary>
    public void Clear() => Array.Clear(Values);

    /// <summary>Adds nats to every row.</summary>
    public void Add(double nats)
    {
        foreach (ref float value in Nats)
        {
            value += (float)nats;
        }
    }

    public void CopyTo(RowLosses other) => Values.CopyTo(other.Values, 0);

    /// <summary>The loss of each row under a noise variance: its squared error plus 2v times its nats. Valid until the next call.</summary>
    public ReadOnlySpan<float> Under(double variance)
    {
        for (int row = 0; row < count; row++)
        {
            _losses[row] = (float)(SquaredErrors[row] + (2 * variance * Nats[row]));
        }

        return _losses;
    }
}
