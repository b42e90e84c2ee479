using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// The reconstruction term of a batch: the decoder's output becomes errors, and errors become a gradient. All threads work on blocks of rows, each of
/// which stays in the cache. Blocks, and the order of the sums over them, depend only on the width of a row.
/// </summary>
internal sealed class ReconstructionPass : ITeamWork
{
    // A block of the output, the rows and the errors fits in the L1 cache.
    private const int BlockLength = 1 << 12;

    // A few microseconds of work for each of two threads.
    private const int MinSharedLength = 1 << 15;

    private readonly ReconstructionTerm _term;
    private readonly ThreadTeam? _threads;
    private readonly int _dimension;
    private readonly int _blockRows;

    // [batch, d].
    private readonly float[] _output;
    private readonly float[] _errors;
    private readonly float[] _scratch;

    // One value per block.
    private readonly double[] _squaredErrors;
    private readonly double[] _crossEntropies;

    // State of the pass in progress. The variance is null while errors are computed.
    private TrainingBatch? _batch;
    private double? _noiseVariance;

    public ReconstructionPass(ReconstructionLoss loss, int dimension, int batchSize, ThreadTeam? threads)
    {
        _term = new ReconstructionTerm(loss, dimension);
        _threads = threads;
        _dimension = dimension;
        _blockRows = Math.Max(1, BlockLength / dimension);
        int length = checked(batchSize * dimension);
        _output = new float[length];
        _errors = new float[length];
        _scratch = _term.HasCategorical ? new float[length] : [];
        _squaredErrors = new double[BlocksOf(batchSize)];
        _crossEntropies = new double[_squaredErrors.Length];
    }

    /// <summary>Whether there are slots with a squared error.</summary>
    public bool HasContinuous => _term.HasContinuous;

    /// <summary>Whether there are slots with a cross-entropy.</summary>
    public bool HasCategorical => _term.HasCategorical;

    /// <summary>Where the decoder writes its output, <c>[batch, d]</c>.</summary>
    public Span<float> Output => _output;

    /// <summary>
    /// x̂ − x after <see cref="ComputeErrors"/>, and the gradient of the output after <see cref="ErrorsToGradient"/>, <c>[count, d]</c>.
    /// </summary>
    public Span<float> Errors(int count) => _errors.AsSpan(0, count * _dimension);

    /// <summary>Computes the errors of a batch.</summary>
    /// <returns>The squared error and the cross-entropy in nats, each as a weighted sum over the rows.</returns>
    public (double SquaredError, double CrossEntropy) ComputeErrors(TrainingBatch batch)
    {
        Run(batch, noiseVariance: null);
        int blocks = BlocksOf(batch.Count);
        return (Reductions.Sum(_squaredErrors.AsSpan(0, blocks)), Reductions.Sum(_crossEntropies.AsSpan(0, blocks)));
    }

    /// <summary>Writes the loss of each row to the batch, after <see cref="ComputeErrors"/>.</summary>
    public void ReportRows(TrainingBatch batch) => _term.RowLosses(Errors(batch.Count), _scratch, batch.RowSquaredErrors, batch.RowNats);

    /// <summary>Turns errors into the gradient of the batch's mean loss.</summary>
    public void ErrorsToGradient(TrainingBatch batch, double noiseVariance) => Run(batch, noiseVariance);

    void ITeamWork.Run(int part, int member)
    {
        int start = part * _blockRows;
        BatchRows rows = _batch!.Slice(start, Math.Min(_blockRows, _batch.Count - start));
        int first = start * _dimension, length = rows.Rows.Length;
        Span<float> errors = _errors.AsSpan(first, length);
        if (_noiseVariance is { } variance)
        {
            _term.ErrorsToGradient(rows, _batch.Count, variance, errors);
        }
        else
        {
            Span<float> scratch = _term.HasCategorical ? _scratch.AsSpan(first, length) : [];
            (_squaredErrors[part], _crossEntropies[part]) = _term.Errors(rows, _output.AsSpan(first, length), errors, scratch);
        }
    }

    private void Run(TrainingBatch batch, double? noiseVariance)
    {
        (_batch, _noiseVariance) = (batch, noiseVariance);
        ThreadTeam.Run(batch.Rows.Length >= MinSharedLength ? _threads : null, this, BlocksOf(batch.Count));
        _batch = null;
    }

    private int BlocksOf(int rows) => (rows + _blockRows - 1) / _blockRows;
}
