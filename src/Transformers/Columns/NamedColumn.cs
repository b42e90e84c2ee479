namespace MLNet.Autoencoder.Columns;

/// <summary>A column that a transformer adds, under a name of its own.</summary>
internal readonly record struct NamedColumn(OutputColumn Column, string Name);
