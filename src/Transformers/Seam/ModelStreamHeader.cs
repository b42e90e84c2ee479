namespace MLNet.Autoencoder.Seam;

/// <summary>What ML.NET writes in front of a component's bytes, and by which it finds the class that reads them.</summary>
/// <param name="Signature">Eight characters that tell what the bytes are.</param>
/// <param name="Version">The version that is written.</param>
/// <param name="OldestReader">The oldest reader that understands what is written.</param>
/// <param name="OldestReadable">The oldest version that this reader understands.</param>
/// <param name="LoaderSignature">The name the loader is registered under.</param>
/// <param name="LoaderAssemblyName">The full name of the assembly to load it from.</param>
internal sealed record ModelStreamHeader(
    string Signature, uint Version, uint OldestReader, uint OldestReadable, string LoaderSignature, string LoaderAssemblyName);
