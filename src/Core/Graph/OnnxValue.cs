namespace MLNet.Autoencoder.Graph;

/// <summary>An input or output of a graph: numbers of single precision, <c>[batch, Width]</c>, for any number of rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Width">How many a row has.</param>
/// <param name="Description">What they are, for who opens the file.</param>
internal sealed record OnnxValue(string Name, int Width, string Description);
