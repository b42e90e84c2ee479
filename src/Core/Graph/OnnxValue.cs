namespace MLNet.Autoencoder.Graph;

/// <summary>An input or output of a graph: single-precision numbers or Booleans, <c>[batch, Width]</c>, for any number of rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Width">How many values a row has.</param>
/// <param name="Description">What the values are, for readers of the file.</param>
/// <param name="IsBoolean">Whether the values are Booleans.</param>
internal sealed record OnnxValue(string Name, int Width, string Description, bool IsBoolean = false);
