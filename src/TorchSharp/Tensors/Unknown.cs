namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>What is asked for but came to the library after this engine did.</summary>
internal static class Unknown
{
    public static NotSupportedException Option(string option, object value) =>
        new($"TorchSharpEngine does not know the {option} {value}. Leave Engine unset to train it with the managed engine.");
}
