using System.Numerics.Tensors;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The layer between encoder and decoder in a training step: it turns features into codes, and propagates gradients back.</summary>
/// <remarks>
/// Matrices hold a whole batch. Methods that take a block of rows may run for several blocks at once, on different threads. What concerns all rows of
/// a batch together happens in <see cref="ReportLoss"/>.
/// </remarks>
/// <param name="parameters">The parameters.</param>
/// <param name="batchSize">The maximum number of rows in a batch.</param>
/// <param name="hasDenseCode">Whether a layer of the decoder reads codes with all their zeros.</param>
internal abstract class LatentLayer(NetworkParameters parameters, int batchSize, bool hasDenseCode = true)
{
    private readonly int _length = checked(batchSize * parameters.Architecture.LatentDimension);
    private readonly float[] _code = new float[hasDenseCode ? checked(batchSize * parameters.Architecture.LatentDimension) : 0];
    private readonly float[] _codeGradient = new float[hasDenseCode ? checked(batchSize * parameters.Architecture.LatentDimension) : 0];
    private float[]? _reportedGradient;

    /// <summary>The input of the decoder, <c>[batch, q]</c>; valid after <see cref="Forward"/>. Empty if no layer reads it.</summary>
    public Span<float> Code => _code;

    /// <summary>Where the decoder writes the gradient of the codes, <c>[batch, q]</c>. Empty if no layer does.</summary>
    public Span<float> CodeGradient => _codeGradient;

    /// <summary>Whether codes are those of training, which may depend on the whole batch, or those of a served model.</summary>
    public bool IsTraining { get; set; } = true;

    /// <summary>
    /// The gradient of auxiliary losses with respect to the codes that <see cref="Forward"/> writes to the batch, <c>[batch, q]</c>. Whoever asks for it
    /// sets it between the two passes.
    /// </summary>
    public Span<float> ReportedGradient => _reportedGradient ??= new float[_length];

    protected NetworkParameters Parameters { get; } = parameters;

    /// <summary>q.</summary>
    protected int Dimension { get; } = parameters.Architecture.LatentDimension;

    /// <summary>Computes <see cref="Code"/> from the encoder's features, and writes the codes to the batch.</summary>
    /// <param name="features">The output of the encoder's hidden layers, <c>[batch, features]</c>.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The rows to compute.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public abstract void Forward(ReadOnlySpan<float> features, TrainingBatch batch, RowBlock rows, MatrixWorkspace workspace);

    /// <summary>Computes the output that leads directly from the code, or adds it to that of hidden layers.</summary>
    /// <param name="output">x̂ before the output activation, <c>[batch, d]</c>.</param>
    /// <param name="rows">The rows to compute.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public virtual void ForwardOutput(Span<float> output, RowBlock rows, MatrixWorkspace workspace) =>
        Parameters.Layout.DirectDecoder.Forward(Parameters.Values, Code, output, rows, workspace);

    /// <summary>
    /// From the gradient of the output, computes those of the parameters of <see cref="ForwardOutput"/> and of the codes. If there are hidden layers, they have
    /// written their part of <see cref="CodeGradient"/> before.
    /// </summary>
    /// <param name="outputGradient">The gradient, <c>[batch, d]</c>.</param>
    /// <param name="gradient">Receives the gradient of the parameters, in their layout.</param>
    /// <param name="rows">The rows to compute.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public virtual void BackwardOutput(ReadOnlySpan<float> outputGradient, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
        DenseLayer decoder = Parameters.Layout.DirectDecoder;
        decoder.BackwardParameters(gradient, Code, outputGradient, rows, workspace);
        decoder.BackwardInput(Parameters.Values, outputGradient, new GradientTarget(CodeGradient), rows, workspace);
    }

    /// <summary>Sets the gradient of codes that no decoder has read to 0.</summary>
    public virtual void ClearCodeGradient() => CodeGradient.Clear();

    /// <summary>Writes the kind's loss terms to the batch, after <see cref="Forward"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public abstract void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace);

    /// <summary>
    /// Adds the kind's terms in nats to <see cref="TrainingBatch.RowNats"/>, and writes <see cref="TrainingBatch.RowPenalties"/>, after <see cref="ReportLoss"/>.
    /// </summary>
    public abstract void ReportRows(TrainingBatch batch);

    /// <summary>Propagates <see cref="CodeGradient"/> back to the features, and adds the gradient of the kind's own terms.</summary>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="featuresGradient">Receives the gradient of the features.</param>
    /// <param name="rows">The rows to compute.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public abstract void BackwardInput(TrainingBatch batch, GradientTarget featuresGradient, RowBlock rows, MatrixWorkspace workspace);

    /// <summary>Computes the gradient of the layer's parameters, as a sum over some rows, after their <see cref="BackwardInput"/>.</summary>
    /// <param name="features">The input of the forward pass.</param>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="gradient">Receives the gradient, in the layout of the parameters. It already holds that of the decoder.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public abstract void BackwardParameters(
        ReadOnlySpan<float> features, TrainingBatch batch, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace);

    /// <summary>Averages what a step finds out about its batch, besides the gradient, over the ranks. By default, there is nothing.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="share">The share of the batch that this rank has.</param>
    public virtual void AverageOverRanks(Ranks ranks, double share)
    {
    }

    /// <summary>Brings the parameters back to where they must be, after a step of the optimizer.</summary>
    public virtual void FinishStep()
    {
    }

    /// <summary>Whether auxiliary losses have set a gradient of the reported codes.</summary>
    protected bool HasReportedGradient => _reportedGradient is not null;

    /// <summary>Computes the output of the mean head plus that of the skip connection, <c>[batch, q]</c>.</summary>
    protected void ForwardMean(ReadOnlySpan<float> features, TrainingBatch batch, Span<float> mean, RowBlock rows, MatrixWorkspace workspace)
    {
        Parameters.Layout.EncoderMean.Forward(Parameters.Values, features, mean, rows, workspace);
        AddSkip(batch, mean, rows, workspace);
    }

    /// <summary>Adds the output of the skip connection to μ.</summary>
    protected void AddSkip(TrainingBatch batch, Span<float> mean, RowBlock rows, MatrixWorkspace workspace) =>
        Parameters.Layout.EncoderSkip?.Forward(Parameters.Values, batch.Input, mean, rows, workspace);

    /// <summary>Adds <see cref="ReportedGradient"/>, if there is one, to the gradient of what the batch reports as codes.</summary>
    protected void AddReportedGradient(Span<float> gradient, RowBlock rows)
    {
        if (_reportedGradient is not null)
        {
            Span<float> target = rows.Of(gradient, Dimension);
            TensorPrimitives.Add(target, rows.Of(_reportedGradient, Dimension), target);
        }
    }

    /// <summary>From the gradient of a head's output, computes that of the features.</summary>
    protected void BackwardHead(
        DenseLayer head, ReadOnlySpan<float> outputGradient, GradientTarget featuresGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        if (featuresGradient.IsWanted)
        {
            head.BackwardInput(Parameters.Values, outputGradient, featuresGradient, rows, workspace);
        }
    }

    /// <summary>Computes the gradient of the skip connection's weights.</summary>
    protected void BackwardSkip(TrainingBatch batch, ReadOnlySpan<float> meanGradient, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace) =>
        Parameters.Layout.EncoderSkip?.BackwardParameters(gradient, batch.Input, meanGradient, rows, workspace);

    /// <summary>From the gradient of the mean head's output, computes those of its parameters and of the skip connection's weights.</summary>
    protected void BackwardMeanParameters(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        ReadOnlySpan<float> meanGradient,
        Span<float> gradient,
        RowBlock rows,
        MatrixWorkspace workspace)
    {
        BackwardSkip(batch, meanGradient, gradient, rows, workspace);
        Parameters.Layout.EncoderMean.BackwardParameters(gradient, features, meanGradient, rows, workspace);
    }
}
