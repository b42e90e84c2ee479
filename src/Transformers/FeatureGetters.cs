using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder;

/// <summary>
/// The columns of one row or cursor: those of the input, passed through, and the features, computed when asked for. What
/// <see cref="DataViewRow"/> wants of every row, once for rows and cursors.
/// </summary>
/// <param name="input">The row of the input schema.</param>
/// <param name="bound">The transformer bound to that schema.</param>
/// <param name="active">The active columns of the output schema, by index.</param>
/// <param name="features">The features of that row; null when none is active: then the input columns need not be either.</param>
internal sealed class FeatureGetters(DataViewRow input, BoundFeatures bound, bool[] active, IRowFeatures? features)
{
    /// <summary>The row may have other values now.</summary>
    public void Moved() => features?.Moved();

    /// <exception cref="InvalidOperationException">The column is of another schema.</exception>
    public bool IsActive(DataViewSchema.Column column)
    {
        bound.CheckIsOutput(column);
        return active[column.Index];
    }

    /// <exception cref="InvalidOperationException">The column is not active, or not of that type.</exception>
    public ValueGetter<TValue> Get<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' is not active; name it where the cursor or row is made.");
        }

        if (bound.IsPassedThrough(column, out Feature feature))
        {
            return input.GetGetter<TValue>(bound.InputSchema[column.Index]);
        }

        return MakeGetter(feature) as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' is of type {bound.OutputSchema[column.Index].Type}, which cannot be read as {typeof(TValue)}.");
    }

    private Delegate MakeGetter(Feature feature) => feature switch
    {
        Feature.Latent => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(features!.Means(), ref value)),
        Feature.LogVariance => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(features!.LogVariances(), ref value)),
        Feature.Reconstruction => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(features!.Reconstruction(), ref value)),
        _ => new ValueGetter<float>((ref float value) => value = features!.ReconstructionError()),
    };

    private static void Copy(ReadOnlySpan<float> values, ref VBuffer<float> target)
    {
        var editor = VBufferEditor.Create(ref target, values.Length);
        values.CopyTo(editor.Values);
        target = editor.Commit();
    }
}
