using System.Numerics.Tensors;
using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// The loss of a batch and its gradient: rows → encoder → code → decoder → reconstruction, and a backward pass written by hand. It holds all buffers
/// of a batch, so that a step allocates nothing.
/// </summary>
/// <remarks>
/// In a large network, all rows of a batch run through layer after layer, and threads share each product. In a small one, a product is too little work
/// to share, and what takes longest is moving its operands between the caches of cores. There, a block of rows runs through all layers on one thread,
/// up to its part of the gradient, and only these parts move. The number of threads changes neither the blocks nor the order in which their parts are
/// added.
/// </remarks>
internal sealed class TrainingStep : ITeamWork
{
    // A block with fewer multiply-adds is done before another thread has taken it.
    private const double MinBlock = 1 << 18;

    private readonly NetworkParameters _parameters;
    private readonly ReconstructionPass _reconstructionPass;
    private readonly HiddenLayers _encoder;
    private readonly LatentLayer _latent;
    private readonly HiddenLayers _decoder;
    private readonly AuxiliaryLayer[] _auxiliaryLosses;
    private readonly SecondView? _secondView;
    private readonly ThreadTeam? _threads;

    // The products of all threads together, and those of each.
    private readonly MatrixWorkspace _workspace;
    private readonly MatrixWorkspace[] _workspaces;

    // The gradient of each block.
    private readonly int _blockRows;
    private readonly float[][] _blockGradients;

    // State of the pass in progress.
    private TrainingBatch? _batch;
    private bool _isBackward;

    public TrainingStep(
        NetworkParameters parameters,
        AutoencoderKind kind,
        ReconstructionLoss reconstruction,
        int batchSize,
        ThreadTeam? threads = null,
        IReadOnlyList<AuxiliaryLoss>? auxiliaryLosses = null,
        LabelKind? labels = null)
    {
        _parameters = parameters;
        _reconstructionPass = new ReconstructionPass(reconstruction, parameters.Architecture.InputDimension, batchSize, threads);
        _encoder = new HiddenLayers(parameters.Layout.EncoderHidden, parameters.Architecture.Activation, batchSize);
        _latent = kind.Definition.CreateLayer(parameters, batchSize, threads);
        _decoder = new HiddenLayers(parameters.Layout.DecoderHidden, parameters.Architecture.Activation, batchSize);
        _auxiliaryLosses = [.. (auxiliaryLosses ?? []).Select(loss => loss.Definition.CreateLayer(parameters, labels, batchSize))];
        bool comparesViews = auxiliaryLosses?.Any(loss => loss.Definition.SwapProbability is not null) ?? false;
        _secondView = comparesViews ? new SecondView(parameters, kind, reconstruction.SlotsOf(parameters.Architecture.InputDimension), batchSize) : null;
        _threads = threads;
        _workspace = new MatrixWorkspace(threads);
        _workspaces = [.. Enumerable.Range(0, threads?.Size ?? 1).Select(_ => new MatrixWorkspace())];
        _blockRows = BatchBlocks.Rows(parameters.Layout, batchSize);
        int gradients = BatchBlocks.Gradients(parameters.Layout, batchSize);
        _blockGradients = [.. Enumerable.Range(0, gradients).Select(_ => new float[parameters.Layout.Count])];
    }

    /// <summary>Whether threads would make steps faster.</summary>
    public static bool IsWorthATeam(ParameterLayout layout, int batchSize)
    {
        int rows = BatchBlocks.Rows(layout, batchSize);
        return rows < batchSize
            ? (double)rows * layout.Count >= MinBlock
            : layout.EncoderHidden.Append(layout.DecoderOutput).Any(layer => SharedProduct.IsWorthATeam(batchSize, layer.Outputs, layer.Inputs));
    }

    /// <summary>Computes the loss of a batch and the gradient of its mean over the rows.</summary>
    /// <param name="batch">The rows, at most the batch size of this step, and the noise.</param>
    /// <param name="gradient">Receives the gradient, in the layout of the parameters.</param>
    public void Run(TrainingBatch batch, Span<float> gradient)
    {
        Forward(batch);
        if (batch.Count <= _blockRows)
        {
            Backward(batch, new RowBlock(0, batch.Count), gradient, _workspace);
        }
        else
        {
            RunBlocks(batch, isBackward: true);
            AddBlockGradients(BlocksOf(batch.Count), gradient);
        }

        ReadOnlySpan<float> viewCodes = _secondView is null ? [] : _secondView.Codes.Values;
        foreach (AuxiliaryLayer loss in _auxiliaryLosses)
        {
            loss.BackwardParameters(batch.Codes, viewCodes, gradient, new RowBlock(0, batch.Count), _workspace);
        }

        _secondView?.AddGradient(gradient, _workspace);
    }

    /// <summary>Averages what a step finds out about its batch, besides the gradient, over the ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="share">The share of the batch that this rank has.</param>
    public void AverageOverRanks(Ranks ranks, double share) => _latent.AverageOverRanks(ranks, share);

    /// <summary>Brings the parameters back to where the kind needs them, after a step of the optimizer.</summary>
    public void FinishStep() => _latent.FinishStep();

    /// <summary>Computes the loss of a batch as a served model has it, and that of each row.</summary>
    public void Evaluate(TrainingBatch batch)
    {
        SetTraining(false);
        Forward(batch);
        SetTraining(true);
        _reconstructionPass.ReportRows(batch);
        _latent.ReportRows(batch);
        foreach (AuxiliaryLayer loss in _auxiliaryLosses)
        {
            loss.AddRowNats(batch);
        }
    }

    private void SetTraining(bool isTraining)
    {
        _latent.IsTraining = isTraining;
        if (_secondView is { } view)
        {
            view.IsTraining = isTraining;
        }
    }

    /// <summary>Runs one block of rows, on one thread.</summary>
    void ITeamWork.Run(int part, int member)
    {
        int start = part * _blockRows;
        var rows = new RowBlock(start, Math.Min(_blockRows, _batch!.Count - start));
        if (_isBackward)
        {
            Backward(_batch, rows, _blockGradients[part], _workspaces[member]);
        }
        else
        {
            Forward(_batch, rows, _workspaces[member]);
        }
    }

    private void AddBlockGradients(int blocks, Span<float> gradient)
    {
        _blockGradients[0].CopyTo(gradient);
        for (int block = 1; block < blocks; block++)
        {
            TensorPrimitives.Add(gradient, _blockGradients[block], gradient);
        }
    }

    private int BlocksOf(int rows) => Division.RoundUp(rows, _blockRows);

    private void Forward(TrainingBatch batch)
    {
        if (batch.Count <= _blockRows)
        {
            Forward(batch, new RowBlock(0, batch.Count), _workspace);
        }
        else
        {
            RunBlocks(batch, isBackward: false);
        }

        (double squaredError, double crossEntropy) = _reconstructionPass.Loss(batch.Count);
        if (_reconstructionPass.HasContinuous)
        {
            batch.Loss.Set(LossTerm.SquaredError, squaredError);
        }

        if (_reconstructionPass.HasCategorical)
        {
            batch.Loss.Set(LossTerm.CrossEntropy, crossEntropy);
        }

        _latent.ReportLoss(batch, _reconstructionPass.Errors, _workspace);
        if (_auxiliaryLosses.Length > 0)
        {
            ForwardAuxiliaryLosses(batch);
        }
    }

    private void ForwardAuxiliaryLosses(TrainingBatch batch)
    {
        _latent.ReportedGradient.Clear();
        _secondView?.Forward(batch, _workspace);
        var codes = new CodesOfBatch(batch.Codes, _latent.ReportedGradient);
        CodesOfBatch view = _secondView is null ? default : _secondView.Codes;
        foreach (AuxiliaryLayer loss in _auxiliaryLosses)
        {
            loss.Forward(batch, codes, view, _workspace);
        }
    }

    private void RunBlocks(TrainingBatch batch, bool isBackward)
    {
        (_batch, _isBackward) = (batch, isBackward);
        ThreadTeam.Run(_threads, this, BlocksOf(batch.Count));
        _batch = null;
    }

    private void Forward(TrainingBatch batch, RowBlock rows, MatrixWorkspace workspace)
    {
        ReadOnlySpan<float> parameters = _parameters.Values;
        _encoder.Forward(parameters, batch.Input, rows, workspace);
        _latent.Forward(_encoder.Output(batch.Input), batch, rows, workspace);
        _decoder.Forward(parameters, _latent.Code, rows, workspace);
        if (_decoder.OutputGradient.IsWanted)
        {
            _parameters.Layout.DecoderOutput.Forward(parameters, _decoder.Output(_latent.Code), _reconstructionPass.Output, rows, workspace);
        }

        _latent.ForwardOutput(_reconstructionPass.Output, rows, workspace);
        _reconstructionPass.ComputeErrors(batch, rows);
    }

    /// <summary>Computes the gradient of the parameters, as a sum over some rows.</summary>
    private void Backward(TrainingBatch batch, RowBlock rows, Span<float> gradient, MatrixWorkspace workspace)
    {
        ReadOnlySpan<float> parameters = _parameters.Values, code = _latent.Code;
        ParameterLayout layout = _parameters.Layout;
        GradientTarget decodedGradient = _decoder.OutputGradient;
        _reconstructionPass.ErrorsToGradient(batch, rows);
        ReadOnlySpan<float> outputGradient = _reconstructionPass.Errors;

        if (decodedGradient.IsWanted)
        {
            layout.DecoderOutput.BackwardParameters(gradient, _decoder.Output(code), outputGradient, rows, workspace);
            layout.DecoderOutput.BackwardInput(parameters, outputGradient, decodedGradient, rows, workspace);
            _decoder.Backward(parameters, gradient, code, new GradientTarget(_latent.CodeGradient), rows, workspace);
        }

        _latent.BackwardOutput(outputGradient, gradient, rows, workspace);
        _latent.BackwardInput(batch, _encoder.OutputGradient, rows, workspace);
        _latent.BackwardParameters(_encoder.Output(batch.Input), batch, gradient, rows, workspace);
        _encoder.Backward(parameters, gradient, batch.Input, default, rows, workspace);
    }
}
