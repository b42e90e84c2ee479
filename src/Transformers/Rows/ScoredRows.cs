using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Rows;

/// <summary>
/// Rows of a model with their codes and reconstructions. The first request for a code encodes all rows, and the first for a reconstruction
/// decodes them; each happens at most once, however many columns and getters need it. Nothing is allocated once the buffers have their size.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="withLogVariances">Whether <see cref="LogVariances"/> are needed: they cost another product with the last hidden layer.</param>
internal sealed class ScoredRows(AutoencoderModel model, bool withLogVariances) : RowValues(model.InputDimension)
{
    private readonly RowScorer _scorer = new(model);
    private readonly RowErrors _errors = new(model);
    private readonly int _dimension = model.InputDimension;
    private readonly int _latentDimension = model.LatentDimension;
    private float[] _means = [];
    private float[] _logVariances = [];
    private float[] _reconstructions = [];
    private bool _isEncoded;
    private bool _isDecoded;

    /// <summary>Whether most values of a code are 0.</summary>
    public bool HasSparseCodes { get; } = model.Kind.Definition.HasDictionary;

    /// <summary>
    /// The latent means of a row, <c>[q]</c>. They and all other results are NaN if the row has an infinity, or a NaN that the model does not
    /// treat as a missing value.
    /// </summary>
    public ReadOnlySpan<float> Means(int row)
    {
        Encode();
        return _means.AsSpan(row * _latentDimension, _latentDimension);
    }

    /// <summary>The latent log-variances of a row, <c>[q]</c>.</summary>
    public ReadOnlySpan<float> LogVariances(int row)
    {
        Encode();
        return _logVariances.AsSpan(row * _latentDimension, _latentDimension);
    }

    /// <summary>A row decoded from its latent means, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Reconstruction(int row)
    {
        Decode();
        return _reconstructions.AsSpan(row * _dimension, _dimension);
    }

    /// <summary>The squared error of a row's reconstruction, in the units of the input.</summary>
    public float ReconstructionError(int row) => (float)_errors.Squared(Input(row), Reconstruction(row));

    /// <summary>The mean squared error of a row's reconstruction, in scaled units.</summary>
    public float ScaledReconstructionError(int row) => (float)_errors.ScaledMean(Input(row), Reconstruction(row));

    protected override void Invalidate() => (_isEncoded, _isDecoded) = (false, false);

    private void Encode()
    {
        if (_isEncoded)
        {
            return;
        }

        int codes = Count * _latentDimension;
        _scorer.Encode(Values, ScratchBuffer.Of(ref _means, codes), withLogVariances ? ScratchBuffer.Of(ref _logVariances, codes) : []);
        _isEncoded = true;
    }

    private void Decode()
    {
        Encode();
        if (_isDecoded)
        {
            return;
        }

        _scorer.Decode(_means.AsSpan(0, Count * _latentDimension), ScratchBuffer.Of(ref _reconstructions, Count * _dimension));
        _isDecoded = true;
    }
}
