using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The network that maps codes to what is contrasted, z → W₂·max(0, W₁·z + b₁) + b₂, for one view of a batch.</summary>
internal sealed class ProjectionHead
{
    private readonly NetworkParameters _parameters;
    private readonly DenseLayer _hidden;
    private readonly DenseLayer _output;
    private readonly float[] _activations;
    private readonly float[] _activationGradient;
    private readonly float[] _outputs;
    private readonly float[] _outputGradient;

    // The gradient of the parameters of one view.
    private readonly float[] _gradient;

    public ProjectionHead(NetworkParameters parameters, int batchSize)
    {
        _parameters = parameters;
        _hidden = parameters.Layout.Dense(RowContrastDefinition.Hidden);
        _output = parameters.Layout.Dense(RowContrastDefinition.Output);
        _activations = new float[checked(batchSize * _hidden.Outputs)];
        _activationGradient = new float[_activations.Length];
        _outputs = new float[checked(batchSize * _output.Outputs)];
        _outputGradient = new float[_outputs.Length];
        _gradient = new float[_output.BiasOffset + _output.Outputs - _hidden.WeightOffset];
    }

    /// <summary>The number of outputs.</summary>
    public int Width => _output.Outputs;

    /// <summary>The output for a row.</summary>
    public ReadOnlySpan<float> Output(int row) => _outputs.AsSpan(row * Width, Width);

    /// <summary>Where the gradient of the output for a row is written.</summary>
    public Span<float> OutputGradient(int row) => _outputGradient.AsSpan(row * Width, Width);

    public void Forward(ReadOnlySpan<float> codes, int count, MatrixWorkspace workspace)
    {
        var rows = new RowBlock(0, count);
        _hidden.Forward(_parameters.Values, codes, _activations, rows, workspace);
        Span<float> activations = rows.Of(_activations, _hidden.Outputs);
        TensorPrimitives.Max(activations, 0f, activations);
        _output.Forward(_parameters.Values, _activations, _outputs, rows, workspace);
    }

    /// <summary>Adds the gradient of the codes, <c>[batch, q]</c>, given that of the outputs.</summary>
    public void BackwardInput(Span<float> codeGradient, int count, MatrixWorkspace workspace)
    {
        var rows = new RowBlock(0, count);
        _output.BackwardInput(_parameters.Values, _outputGradient, new GradientTarget(_activationGradient), rows, workspace);
        for (int i = 0; i < count * _hidden.Outputs; i++)
        {
            _activationGradient[i] = _activations[i] > 0 ? _activationGradient[i] : 0;
        }

        MatrixProducts.Multiply(
            _activationGradient, _hidden.Weight(_parameters.Values), codeGradient, count, _hidden.Inputs, _hidden.Outputs, workspace, accumulates: true);
    }

    /// <summary>Computes the gradient of the parameters, or adds it to that of the other view.</summary>
    public void BackwardParameters(ReadOnlySpan<float> codes, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace, bool accumulates)
    {
        DenseLayer hidden = Local(_hidden), output = Local(_output);
        hidden.BackwardParameters(_gradient, codes, _activationGradient, rows, workspace);
        output.BackwardParameters(_gradient, _activations, _outputGradient, rows, workspace);
        Span<float> target = gradient.Slice(_hidden.WeightOffset, _gradient.Length);
        if (accumulates)
        {
            TensorPrimitives.Add(target, _gradient, target);
        }
        else
        {
            _gradient.CopyTo(target);
        }
    }

    /// <summary>A layer at its place among the parameters of the head alone.</summary>
    private DenseLayer Local(DenseLayer layer) => layer with
    {
        WeightOffset = layer.WeightOffset - _hidden.WeightOffset,
        BiasOffset = layer.BiasOffset - _hidden.WeightOffset,
    };
}
