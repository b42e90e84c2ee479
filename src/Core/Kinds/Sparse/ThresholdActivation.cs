using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Kinds;

/// <summary>z = a if a &gt; θ, and 0 otherwise, with a threshold θ ≥ 0 for each unit.</summary>
internal sealed class ThresholdActivation : CodeActivation
{
    private readonly float[] _thresholds;

    /// <param name="thresholds">The thresholds, <c>[q]</c>; 0 takes the place of negative ones.</param>
    public ThresholdActivation(ReadOnlySpan<float> thresholds)
    {
        _thresholds = new float[thresholds.Length];
        for (int unit = 0; unit < thresholds.Length; unit++)
        {
            _thresholds[unit] = Math.Max(0, thresholds[unit]);
        }
    }

    public override void Apply(ReadOnlySpan<float> activations, Span<float> codes, int rows)
    {
        int q = _thresholds.Length;
        for (int i = 0; i < rows * q; i += q)
        {
            for (int unit = 0; unit < q; unit++)
            {
                codes[i + unit] = activations[i + unit] > _thresholds[unit] ? activations[i + unit] : 0;
            }
        }
    }

    public override string Emit(OnnxGraphBuilder graph, string activations, string usable)
    {
        string thresholds = graph.Constant("code.threshold", [_thresholds.Length], _thresholds);
        string fires = graph.Node("fires", "Greater", [activations, thresholds]);
        return graph.Node("sparse", "Where", [fires, activations, graph.Scalar("zero", 0)]);
    }
}
