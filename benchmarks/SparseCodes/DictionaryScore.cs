using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>How well a model recovers a planted dictionary.</summary>
/// <param name="MeanCosine">MCC: the mean cosine between atoms and the directions of the units assigned to them, one unit to each atom.</param>
/// <param name="Unexplained">FVU: Σ‖x − x̂‖² / Σ‖x − mean‖² over unseen rows.</param>
/// <param name="Alive">The number of units that fire for at least one of the rows that were fitted.</param>
internal sealed record DictionaryScore(double MeanCosine, double Unexplained, int Alive)
{
    // Units that fire for none of so many rows explain nothing.
    private const int MaxAliveRows = 50_000;

    // Few enough that the codes of a wide model take 16 MB.
    private const int BlockRows = 1_000;

    public static DictionaryScore Of(IDictionaryModel model, PlantedDictionary planted, float[] training, float[] test) =>
        new(MeanCosineOf(model.Directions(), planted), UnexplainedOf(model, test, planted.Slots), AliveOf(model, training, planted.Slots));

    private static double MeanCosineOf(float[] directions, PlantedDictionary planted)
    {
        int units = directions.Length / planted.Slots;
        Normalize(directions, planted.Slots);
        float[] cosines = new float[planted.Count * units];
        MatrixProducts.MultiplyTransposed(
            planted.Atoms, directions, cosines, planted.Count, units, planted.Slots, [], new MatrixWorkspace(null));
        return LinearAssignment.Maximize(cosines, planted.Count, units).Select((unit, atom) => (double)cosines[(atom * units) + unit]).Average();
    }

    /// <summary>Scales directions to a norm of 1. A direction of 0 stays, and its cosines are 0.</summary>
    private static void Normalize(float[] directions, int slots)
    {
        for (int start = 0; start < directions.Length; start += slots)
        {
            Span<float> direction = directions.AsSpan(start, slots);
            float norm = TensorPrimitives.Norm<float>(direction);
            TensorPrimitives.Divide(direction, norm > 0 ? norm : 1, direction);
        }
    }

    private static double UnexplainedOf(IDictionaryModel model, float[] rows, int slots)
    {
        double[] means = new double[slots];
        for (int i = 0; i < rows.Length; i++)
        {
            means[i % slots] += (double)rows[i] * slots / rows.Length;
        }

        double error = 0, total = 0;
        for (int start = 0; start < rows.Length; start += BlockRows * slots)
        {
            Span<float> block = rows.AsSpan(start, Math.Min(BlockRows * slots, rows.Length - start));
            float[] reconstruction = model.Reconstruct(block);
            for (int i = 0; i < block.Length; i++)
            {
                double residual = (double)block[i] - reconstruction[i], deviation = block[i] - means[i % slots];
                error += residual * residual;
                total += deviation * deviation;
            }
        }

        return error / total;
    }

    private static int AliveOf(IDictionaryModel model, float[] rows, int slots)
    {
        float[] largest = [];
        int length = Math.Min(MaxAliveRows * slots, rows.Length);
        for (int start = 0; start < length; start += BlockRows * slots)
        {
            int count = Math.Min(BlockRows, (length - start) / slots);
            float[] codes = model.Encode(rows.AsSpan(start, count * slots));
            int units = codes.Length / count;
            largest = largest.Length == 0 ? new float[units] : largest;
            for (int row = 0; row < count; row++)
            {
                TensorPrimitives.Max<float>(largest, codes.AsSpan(row * units, units), largest);
            }
        }

        return largest.Count(code => code > 0);
    }
}
