using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Model;

/// <summary>An output of a graph that reads rows.</summary>
/// <param name="Value">Its name, width and description.</param>
/// <param name="AddTo">Adds the nodes that compute the value. The last one's result must be <paramref name="Value"/>.</param>
internal sealed record OnnxOutput(OnnxValue Value, Action<AutoencoderGraph, OnnxValue> AddTo);
