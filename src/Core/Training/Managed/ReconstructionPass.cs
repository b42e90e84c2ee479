using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// The reconstruction term of a batch: the decoder's output becomes errors, and errors become a gradient. Threads work on blocks of rows, each of
/// which stays in the cache. Blocks, and the order of the sums over them, depend only on the width of a row.
/// </summary>
internal sealed class ReconstructionPass : ITeamWork
{
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

    // State of a pass over a whole batch on several threads.
    private TrainingBatch? _batch;
    private bool _isBackward;

    public ReconstructionPass(ReconstructionLoss loss, int dimension, int batchSize, ThreadTeam? threads)
    {
        _term = new ReconstructionTerm(loss, dimension);
        _threads = threads;
        _dimension = dimension;
        _blockRows = BatchBlocks.LossRows(dimension);
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
    /// x̂ − x after <see cref="ComputeErrors"/>, and the gradient of the output after <see cref="ErrorsToGradient"/>, <c>[batch, d]</c>.
    /// </summary>
    public Span<float> Errors => _errors;

    /// <summary>Computes the errors of some rows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The rows, from the start of a block on. Only a whole batch is shared among threads.</param>
    public void ComputeErrors(TrainingBatch batch, RowBlock rows) => Run(batch, rows, isBackward: false);

    /// <summary>The loss of a batch, after <see cref="ComputeErrors"/> of all rows.</summary>
    /// <returns>The squared error and the cross-entropy in nats, each as a weighted sum over the rows.</returns>
    public (double SquaredError, double CrossEntropy) Loss(int count)
    {
        int blocks = BlocksOf(count);
        return (Reductions.Sum(_squaredErrors.AsSpan(0, blocks)), Reductions.Sum(_crossEntropies.AsSpan(0, blocks)));
    }

    /// <summary>Writes the loss of each row to the batch, after <see cref="ComputeErrors"/>.</summary>
    public void ReportRows(TrainingBatch batch) => _term.RowLosses(Errors, _scratch, batch.RowSquaredErrors, batch.RowNats);

    /// <summary>Turns the errors of some rows into the gradient of the batch's mean loss.</summary>
    /// <inheritdoc cref="ComputeErrors" path="/param"/>
    public void ErrorsToGradient(TrainingBatch batch, RowBlock rows) => Run(batch, rows, isBackward: true);

    void ITeamWork.Run(int part, int member) => RunBlock(_batch!, part, _isBackward);

    private void Run(TrainingBatch batch, RowBlock rows, bool isBackward)
    {
        if (_threads is not null && rows.Count == batch.Count && batch.Rows.Length >= MinSharedLength)
        {
            (_batch, _isBackward) = (batch, isBackward);
            ThreadTeam.Run(_threads, this, BlocksOf(batch.Count));
            _batch = null;
            return;
        }

        for (int block = rows.Start / _blockRows; block * _blockRows < rows.Start + rows.Count; block++)
        {
            RunBlock(batch, block, isBackward);
        }
    }

    private void RunBlock(TrainingBatch batch, int block, bool isBackward)
    {
        int start = block * _blockRows;
        BatchRows rows = batch.Slice(start, Math.Min(_blockRows, batch.Count - start));
        int first = start * _dimension, length = rows.Rows.Length;
        Span<float> errors = _errors.AsSpan(first, length);
        if (isBackward)
        {
            _term.ErrorsToGradient(rows, batch.Count, batch.NoiseVariance, errors);
        }
        else
        {
            Span<float> scratch = _term.HasCategorical ? _scratch.AsSpan(first, length) : [];
            (_squaredErrors[block], _crossEntropies[block]) = _term.Errors(rows, _output.AsSpan(first, length), errors, scratch);
        }
    }

    private int BlocksOf(int rows) => Division.RoundUp(rows, _blockRows);
}
