using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder;

/// <summary>
/// The columns of one row or cursor: those of the input, passed through, and the features, computed when asked for. What
/// <see cref="DataViewRow"/> wants of every row, once for rows and cursors.
/// </summary>
internal sealed class FeatureGetters
{
    private readonly DataViewRow _input;
    private readonly BoundFeatures _bound;
    private readonly bool[] _active;

    /// <summary>Null when no feature is active: then the input columns need not be either.</summary>
    private readonly RowFeatures? _features;

    /// <param name="input">The row of the input schema.</param>
    /// <param name="bound">The transformer bound to that schema.</param>
    /// <param name="active">The active columns of the output schema, by index.</param>
    /// <param name="saysWhenItMoves">Whether <see cref="Moved"/> is called whenever the values of the row may have changed.</param>
    public FeatureGetters(DataViewRow input, BoundFeatures bound, bool[] active, bool saysWhenItMoves)
    {
        _input = input;
        _bound = bound;
        _active = active;

        var wanted = bound.Columns.Added.Where((_, i) => active[bound.InputSchema.Count + i]).Select(column => column.Feature).ToHashSet();
        if (wanted.Count > 0)
        {
            _features = new RowFeatures(
                input,
                bound.Inputs,
                bound.Model,
                withLogVariances: wanted.Contains(Feature.LogVariance),
                withReconstruction: wanted.Contains(Feature.Reconstruction) || wanted.Contains(Feature.ReconstructionError),
                saysWhenItMoves);
        }
    }

    /// <summary>The row may have other values now.</summary>
    public void Moved() => _features?.Moved();

    /// <exception cref="InvalidOperationException">The column is of another schema.</exception>
    public bool IsActive(DataViewSchema.Column column)
    {
        _bound.CheckIsOutput(column);
        return _active[column.Index];
    }

    /// <exception cref="InvalidOperationException">The column is not active, or not of that type.</exception>
    public ValueGetter<TValue> Get<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' is not active; name it where the cursor or row is made.");
        }

        if (_bound.IsPassedThrough(column, out Feature feature))
        {
            return _input.GetGetter<TValue>(_bound.InputSchema[column.Index]);
        }

        return MakeGetter(feature) as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' is of type {_bound.OutputSchema[column.Index].Type}, which cannot be read as {typeof(TValue)}.");
    }

    private Delegate MakeGetter(Feature feature)
    {
        RowFeatures features = _features!;
        return feature switch
        {
            Feature.Latent => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(features.Means(), ref value)),
            Feature.LogVariance => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(features.LogVariances(), ref value)),
            Feature.Reconstruction => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(features.Reconstruction(), ref value)),
            _ => new ValueGetter<float>((ref float value) => value = features.ReconstructionError()),
        };
    }

    private static void Copy(ReadOnlySpan<float> values, ref VBuffer<float> target)
    {
        var editor = VBufferEditor.Create(ref target, values.Length);
        values.CopyTo(editor.Values);
        target = editor.Commit();
    }
}
