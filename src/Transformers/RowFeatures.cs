using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder;

/// <summary>
/// The features of the row that a cursor stands on. A row is read, encoded and decoded at most once, however many columns and getters ask,
/// and only as far as they ask. One thread at a time, as a cursor is.
/// </summary>
/// <remarks>All scoring of rows by a cursor is behind this class, so that rows may one day be encoded in blocks.</remarks>
internal sealed class RowFeatures
{
    /// <summary>No row has this position: a cursor counts from 0 and is at -1 before its first row.</summary>
    private const long NoRow = long.MinValue;

    private readonly DataViewRow _input;
    private readonly string _inputName;
    private readonly ValueGetter<VBuffer<float>> _getRow;
    private readonly RowScorer _scorer;
    private readonly float[] _values;
    private readonly float[] _means;
    private readonly float[] _logVariances;
    private readonly float[] _reconstruction;
    private VBuffer<float> _row;
    private long _encoded = NoRow;
    private long _decoded = NoRow;
    private bool _isFinite;

    /// <param name="input">The row, with <paramref name="column"/> active.</param>
    /// <param name="column">The column to encode.</param>
    /// <param name="model">What encodes it.</param>
    /// <param name="withLogVariances">Whether log-variances will be asked for; they cost another product with the last hidden layer.</param>
    /// <param name="withReconstruction">Whether reconstructions or their errors will be asked for.</param>
    public RowFeatures(DataViewRow input, DataViewSchema.Column column, AutoencoderModel model, bool withLogVariances, bool withReconstruction)
    {
        _input = input;
        _inputName = column.Name;
        _getRow = input.GetGetter<VBuffer<float>>(column);
        _scorer = new RowScorer(model);
        _values = new float[model.InputDimension];
        _means = new float[model.LatentDimension];
        _logVariances = new float[withLogVariances ? model.LatentDimension : 0];
        _reconstruction = new float[withReconstruction ? model.InputDimension : 0];
    }

    /// <summary>The latent means of the current row, <c>[q]</c>; NaN when the row has a NaN or infinite value.</summary>
    public ReadOnlySpan<float> Means()
    {
        Encode();
        return _means;
    }

    /// <summary>The latent log-variances of the current row, <c>[q]</c>; NaN as above.</summary>
    public ReadOnlySpan<float> LogVariances()
    {
        Encode();
        return _logVariances;
    }

    /// <summary>The current row decoded from its latent means, <c>[d]</c>; NaN as above.</summary>
    public ReadOnlySpan<float> Reconstruction()
    {
        Decode();
        return _reconstruction;
    }

    /// <summary>The squared error ‖x − Dec(μ)‖² of that reconstruction; NaN as above.</summary>
    public float ReconstructionError()
    {
        Decode();
        double sum = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            double difference = (double)_values[i] - _reconstruction[i];
            sum += difference * difference;
        }

        return (float)sum;
    }

    private void Encode()
    {
        if (_encoded == _input.Position)
        {
            return;
        }

        // Should reading fail, nothing of the row before may be taken for this one's.
        _encoded = NoRow;
        _decoded = NoRow;
        Read();
        if (_isFinite)
        {
            _scorer.Encode(_values, _means, _logVariances);
        }
        else
        {
            Array.Fill(_means, float.NaN);
            Array.Fill(_logVariances, float.NaN);
        }

        _encoded = _input.Position;
    }

    private void Decode()
    {
        Encode();
        if (_decoded == _encoded)
        {
            return;
        }

        if (_isFinite)
        {
            _scorer.Decode(_means, _reconstruction);
        }
        else
        {
            Array.Fill(_reconstruction, float.NaN);
        }

        _decoded = _encoded;
    }

    private void Read()
    {
        _getRow(ref _row);
        if (_row.Length != _values.Length)
        {
            throw new InvalidOperationException(
                $"Column '{_inputName}' has {_row.Length} values in row {_input.Position}, but its type promises {_values.Length}.");
        }

        _row.CopyTo(_values);
        _isFinite = TensorPrimitives.IsFiniteAll<float>(_values);
    }
}
