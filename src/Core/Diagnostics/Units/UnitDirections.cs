using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>
/// Where the decoder moves its output per unit of each code: the columns of its weights if it is linear. Otherwise, the change of the reconstruction in scaled
/// units from all units at rest to one of them at its mean activation, divided by the change of the code.
/// </summary>
internal sealed class UnitDirections
{
    private readonly int _dimension;
    private readonly float[] _values;
    private readonly float[] _normalized;
    private readonly double[] _lengths;
    private readonly MatrixWorkspace _workspace = new();

    private UnitDirections(int dimension, float[] values)
    {
        _dimension = dimension;
        _values = values;
        _normalized = [.. values];
        _lengths = new double[values.Length / dimension];
        for (int unit = 0; unit < _lengths.Length; unit++)
        {
            Span<float> direction = _normalized.AsSpan(unit * dimension, dimension);
            _lengths[unit] = Math.Sqrt(Reductions.SumOfSquares(direction));
            foreach (ref float value in direction)
            {
                value = _lengths[unit] > 0 ? (float)(value / _lengths[unit]) : 0;
            }
        }
    }

    /// <summary>The direction of a unit, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> this[int unit] => _values.AsSpan(unit * _dimension, _dimension);

    public static UnitDirections Of(AutoencoderModel model, Firings firings)
    {
        bool isLinear = model.Architecture.HiddenLayers.Count == 0;
        return new UnitDirections(model.InputDimension, isLinear ? DecoderDirections.Of(model) : Probe(model, firings));
    }

    /// <summary>The length of a direction.</summary>
    public double Length(int unit) => _lengths[unit];

    /// <summary>The cosines of the angles between a unit's direction and that of every unit, <c>[q]</c>; 0 for directions of length 0.</summary>
    public void Cosines(int unit, Span<float> cosines) => MatrixProducts.MultiplyTransposed(
        _normalized.AsSpan(unit * _dimension, _dimension), _normalized, cosines, 1, _lengths.Length, _dimension, [], _workspace);

    private static float[] Probe(AutoencoderModel model, Firings firings)
    {
        int d = model.InputDimension;
        float[] values = new float[checked(model.LatentDimension * d)];
        var scorer = new RowScorer(model);
        float[] code = [.. firings.RestingCodes], rest = new float[d];
        scorer.Decode(code, rest, keepsScale: true);
        for (int unit = 0; unit < code.Length; unit++)
        {
            FiringList.Entries firing = firings.OfUnit(unit);
            if (firing.Codes.Length == 0)
            {
                continue;
            }

            float change = (float)(Reductions.Sum(firing.Codes) / firing.Codes.Length) - firings.RestingCodes[unit];
            code[unit] += change;
            Span<float> direction = values.AsSpan(unit * d, d);
            scorer.Decode(code, direction, keepsScale: true);
            for (int slot = 0; slot < d; slot++)
            {
                direction[slot] = (direction[slot] - rest[slot]) / change;
            }

            code[unit] = firings.RestingCodes[unit];
        }

        return values;
    }
}
