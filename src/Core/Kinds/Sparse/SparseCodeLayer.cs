using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The latent layer of sparse codes with a dictionary. Only the activations of all units are a dense product; whatever follows works on the units that
/// fire. All rows of a batch are computed at once.
/// </summary>
internal abstract class SparseCodeLayer : LatentLayer
{
    private readonly SparseEncoder _encoder;
    private readonly bool _hasHiddenLayers;

    // [batch, q].
    private readonly float[] _activations;

    // The transposes of codes and gradients, [q, batch], and the gradient of each entry of the codes.
    private readonly SparseMatrix _transposedCodes = new();
    private readonly SparseMatrix _gradient = new();
    private readonly SparseMatrix _transposedGradient = new();
    private float[] _entryGradient = [];
    private readonly DenseRows _dense;

    private readonly double[] _rowPenalties;
    private readonly DeadUnitLoss? _deadUnits;

    // The batch of the forward pass.
    private TrainingBatch? _batch;

    /// <param name="parameters">The parameters of a training session.</param>
    /// <param name="sparsity">The options.</param>
    /// <param name="activeUnits">The number of units that fire for a row, if the rule sets one.</param>
    /// <param name="batchSize">The maximum number of rows in a batch.</param>
    /// <param name="threads">The threads that share the work; <see langword="null"/> to use only the caller's.</param>
    protected SparseCodeLayer(NetworkParameters parameters, DictionarySparsity sparsity, int activeUnits, int batchSize, ThreadTeam? threads)
        : base(parameters, batchSize, hasDenseCode: parameters.Architecture.HiddenLayers.Count > 0)
    {
        _encoder = new SparseEncoder(parameters, batchSize, threads);
        _hasHiddenLayers = parameters.Architecture.HiddenLayers.Count > 0;
        _activations = new float[checked(batchSize * Dimension)];
        _rowPenalties = new double[batchSize];
        _dense = new DenseRows(threads);
        Decoder = new SparseDecoder(parameters, threads);
        int revivedUnits = Math.Max(activeUnits, parameters.Architecture.InputDimension / 2);
        _deadUnits = sparsity.AuxiliaryWeight > 0 ? new DeadUnitLoss(Decoder, sparsity.AuxiliaryWeight, revivedUnits, Dimension, batchSize, threads) : null;
    }

    /// <summary>The dictionary.</summary>
    protected SparseDecoder Decoder { get; }

    /// <summary>The codes, <c>[batch, q]</c>; valid after <see cref="Forward"/>. Entries may be 0.</summary>
    protected SparseMatrix Codes { get; } = new();

    /// <summary>The gradient of the activations, <c>[batch, q]</c>, without that of the loss of dead units.</summary>
    protected SparseMatrix ActivationGradient { get; } = new();

    public sealed override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, RowBlock rows, MatrixWorkspace workspace)
    {
        _batch = batch;
        _encoder.Forward(features, batch, _activations, rows, workspace);
        Select(Activations(batch.Count), batch);
        batch.SetCodes(Codes);
        if (_hasHiddenLayers)
        {
            _dense.Scatter(Codes, Code);
        }
    }

    public sealed override void ForwardOutput(Span<float> output, RowBlock rows, MatrixWorkspace workspace) => Decoder.Forward(Codes, output);

    public sealed override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
        Span<double> penalties = _rowPenalties.AsSpan(0, batch.Count);
        penalties.Clear();
        _deadUnits?.Forward(batch, Activations(batch.Count), errors, penalties);
        AddPenalties(batch, errors, penalties);
        double sum = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            sum += batch.WeightOf(row) * penalties[row];
        }

        batch.Loss.Set(LossTerm.Penalty, sum);
    }

    public sealed override void ReportRows(TrainingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            batch.RowPenalties[row] = (float)_rowPenalties[row];
        }
    }

    public sealed override void BackwardOutput(ReadOnlySpan<float> outputGradient, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
        Decoder.BackwardInput(Codes, outputGradient, EntryGradient);
        if (_hasHiddenLayers)
        {
            AddAtEntries(CodeGradient);
        }

        Codes.TransposeTo(_transposedCodes);
        Decoder.BackwardParameters(_transposedCodes, outputGradient, gradient);
        _deadUnits?.Backward(gradient);
        AddPenaltyGradient(_batch!, gradient, EntryGradient);
    }

    public sealed override void ClearCodeGradient() => EntryGradient.Clear();

    public sealed override void BackwardInput(TrainingBatch batch, GradientTarget featuresGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        if (HasReportedGradient)
        {
            AddAtEntries(ReportedGradient);
        }

        ToActivationGradient(batch, EntryGradient);
        if (_deadUnits is { IsNeeded: true })
        {
            _gradient.SetSum(ActivationGradient, _deadUnits.ActivationGradient);
        }

        _encoder.BackwardInput(WholeGradient, featuresGradient, rows);
    }

    public sealed override void BackwardParameters(
        ReadOnlySpan<float> features, TrainingBatch batch, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
        WholeGradient.TransposeTo(_transposedGradient);
        _encoder.BackwardParameters(_transposedGradient, features, batch, gradient, workspace);
        BackwardThresholds(gradient);
    }

    /// <summary>The activations of all units, <c>[batch, q]</c>; valid after <see cref="Forward"/>.</summary>
    protected ReadOnlySpan<float> Activations(int count) => _activations.AsSpan(0, count * Dimension);

    /// <summary>Computes <see cref="Codes"/>.</summary>
    /// <param name="activations"><c>[count, q]</c>.</param>
    /// <param name="batch">The batch.</param>
    protected abstract void Select(ReadOnlySpan<float> activations, TrainingBatch batch);

    /// <summary>Adds the penalty of each row, without its weight.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>; 0 for missing values.</param>
    /// <param name="penalties">The penalties, <c>[batch]</c>.</param>
    protected abstract void AddPenalties(TrainingBatch batch, ReadOnlySpan<float> errors, Span<double> penalties);

    /// <summary>Adds the gradient of the penalty to those of the dictionary and of the codes. Not called for a second view, which has no penalty.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="gradient">The gradient, in the layout of the parameters.</param>
    /// <param name="codeGradient">The gradient of each entry of <see cref="Codes"/>.</param>
    protected virtual void AddPenaltyGradient(TrainingBatch batch, Span<float> gradient, Span<float> codeGradient)
    {
    }

    /// <summary>Computes <see cref="ActivationGradient"/>.</summary>
    /// <param name="batch">The batch. For a second view, the penalty has weight 0.</param>
    /// <param name="codeGradient">The gradient of each entry of <see cref="Codes"/>; may be overwritten.</param>
    protected virtual void ToActivationGradient(TrainingBatch batch, Span<float> codeGradient) => SetActivationGradient(codeGradient);

    /// <summary>Computes the gradients of the parameters between activations and codes, if the kind has any.</summary>
    protected virtual void BackwardThresholds(Span<float> gradient)
    {
    }

    /// <summary>The factor on the penalty of a row in the mean loss of the batch.</summary>
    protected static float PenaltyWeight(TrainingBatch batch, int row) => batch.WeightOf(LossTerm.Penalty) * batch.WeightOf(row) / batch.Count;

    /// <summary>Gives <see cref="ActivationGradient"/> the entries of the codes.</summary>
    protected void SetActivationGradient(ReadOnlySpan<float> values) => ActivationGradient.Set(Dimension, Codes.Starts, Codes.Indices, values);

    private SparseMatrix WholeGradient => _deadUnits is { IsNeeded: true } ? _gradient : ActivationGradient;

    /// <summary>The gradient of each entry of the codes; room for it, before it is computed.</summary>
    private Span<float> EntryGradient => ScratchBuffer.Of(ref _entryGradient, Codes.Count);

    /// <summary>Adds a dense gradient of codes, <c>[batch, q]</c>, to that of the entries.</summary>
    private void AddAtEntries(ReadOnlySpan<float> gradient)
    {
        ReadOnlySpan<int> starts = Codes.Starts, units = Codes.Indices;
        for (int row = 0; row < Codes.Rows; row++)
        {
            for (int e = starts[row]; e < starts[row + 1]; e++)
            {
                _entryGradient[e] += gradient[(row * Dimension) + units[e]];
            }
        }
    }
}
