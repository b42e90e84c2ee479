using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>A model of this library, without hidden layers.</summary>
internal sealed class FittedDictionary(AutoencoderModel model) : IDictionaryModel
{
    // Few enough that the codes of a wide model take 4 MB.
    private const int BlockUnits = 256;

    /// <summary>The decoder is linear, so that a direction is Decode(unit vector) − Decode(0).</summary>
    public float[] Directions()
    {
        (int units, int slots) = (model.LatentDimension, model.InputDimension);
        float[] directions = new float[units * slots], origin = model.Decode(new float[units]);
        for (int first = 0; first < units; first += BlockUnits)
        {
            int count = Math.Min(BlockUnits, units - first);
            float[] codes = new float[count * units];
            for (int i = 0; i < count; i++)
            {
                codes[(i * units) + first + i] = 1;
            }

            float[] outputs = model.Decode(codes);
            for (int i = 0; i < count; i++)
            {
                TensorPrimitives.Subtract<float>(outputs.AsSpan(i * slots, slots), origin, directions.AsSpan((first + i) * slots, slots));
            }
        }

        return directions;
    }

    public float[] Encode(ReadOnlySpan<float> rows) => model.Encode(rows);

    public float[] Reconstruct(ReadOnlySpan<float> rows) => model.Reconstruct(rows);
}
