using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Model;

/// <summary>An output of a graph that reads rows.</summary>
/// <param name="Value">Its name, width and description.</param>
/// <param name="AddTo">Adds the nodes that compute the value; the result of the last one is the value itself.</param>
internal sealed record OnnxOutput(OnnxValue Value, Action<AutoencoderGraph, OnnxValue> AddTo);
