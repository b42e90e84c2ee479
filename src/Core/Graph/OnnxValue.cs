namespace MLNet.Autoencoder.Graph;

/// <summary>An input or output of a graph: single-precision numbers, <c>[batch, Width]</c>, for any number of rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Width">How many numbers a row has.</param>
/// <param name="Description">What the numbers are, for readers of the file.</param>
internal sealed record OnnxValue(string Name, int Width, string Description);
