namespace MLNet.Autoencoder.Seam;

/// <summary>What ML.NET writes before a component's bytes, and uses to find the class that reads them.</summary>
/// <param name="Signature">Eight characters that identify the format of the bytes.</param>
/// <param name="Version">The version that is written.</param>
/// <param name="OldestReader">The oldest reader that understands what is written.</param>
/// <param name="OldestReadable">The oldest version that this reader understands.</param>
/// <param name="LoaderSignature">The name under which the loader is registered.</param>
/// <param name="LoaderAssemblyName">The full name of the assembly that contains the loader.</param>
internal sealed record ModelStreamHeader(
    string Signature, uint Version, uint OldestReader, uint OldestReadable, string LoaderSignature, string LoaderAssemblyName);
