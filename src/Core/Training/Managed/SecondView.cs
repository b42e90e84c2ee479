using System.Numerics.Tensors;
using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>The encoder on the second view of a batch: forward to its codes, and backward from their gradient.</summary>
internal sealed class SecondView
{
    private readonly NetworkParameters _parameters;
    private readonly HiddenLayers _encoder;
    private readonly LatentLayer _latent;
    private readonly float[] _gradient;

    // The view as a batch of its own, without noise, and without a loss.
    private readonly TrainingBatch _batch;

    /// <param name="parameters">The parameters.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="slots">What the slots of a row hold.</param>
    /// <param name="batchSize">The maximum number of rows in a batch.</param>
    public SecondView(NetworkParameters parameters, AutoencoderKind kind, IReadOnlyList<SlotRange> slots, int batchSize)
    {
        _parameters = parameters;
        _encoder = new HiddenLayers(parameters.Layout.EncoderHidden, parameters.Architecture.Activation, batchSize);
        _latent = kind.Definition.CreateLayer(parameters, batchSize, threads: null);
        _gradient = new float[parameters.Layout.Count];
        _batch = new TrainingBatch(batchSize, parameters.Architecture.LatentDimension, slots, kind.Definition.Terms);
        _batch.TermWeightBuffer.Clear();
    }

    /// <summary>Whether codes are those of training or those of a served model.</summary>
    public bool IsTraining
    {
        set => _latent.IsTraining = value;
    }

    /// <summary>The codes of the view, after <see cref="Forward"/>, and their gradient.</summary>
    public CodesOfBatch Codes => new(_batch.Codes, _latent.ReportedGradient);

    public void Forward(TrainingBatch batch, MatrixWorkspace workspace)
    {
        (_batch.Count, _batch.Progress) = (batch.Count, batch.Progress);
        batch.SecondView.CopyTo(_batch.RowBuffer);
        _encoder.Forward(_parameters.Values, _batch.Input, AllRows, workspace);
        _latent.Forward(_encoder.Output(_batch.Input), _batch, AllRows, workspace);
        _latent.ReportedGradient.Clear();
    }

    /// <summary>Adds the gradient of the encoder's parameters.</summary>
    public void AddGradient(Span<float> gradient, MatrixWorkspace workspace)
    {
        // Layers that share a parameter with the decoder add to its gradient.
        Array.Clear(_gradient);

        // No decoder reads these codes.
        _latent.ClearCodeGradient();
        _latent.BackwardInput(_batch, _encoder.OutputGradient, AllRows, workspace);
        _latent.BackwardParameters(_encoder.Output(_batch.Input), _batch, _gradient, AllRows, workspace);
        _encoder.Backward(_parameters.Values, _gradient, _batch.Input, default, AllRows, workspace);
        TensorPrimitives.Add(gradient, _gradient, gradient);
    }

    private RowBlock AllRows => new(0, _batch.Count);
}
