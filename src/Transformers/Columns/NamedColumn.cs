namespace MLNet.Autoencoder.Columns;

/// <summary>A column that a transformer adds, and its name.</summary>
internal readonly record struct NamedColumn(OutputColumn Column, string Name);
