namespace MLNet.Autoencoder.Tests;

/// <summary>A use of something that another file of the project declares.</summary>
/// <param name="From">The file that uses it.</param>
/// <param name="Line">Starts at 1.</param>
/// <param name="Name">What is used.</param>
/// <param name="To">The file that declares it.</param>
internal sealed record Arrow(string From, int Line, string Name, string To);
