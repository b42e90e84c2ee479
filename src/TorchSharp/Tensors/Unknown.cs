namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>Errors for options that this engine does not support yet.</summary>
internal static class Unknown
{
    public static NotSupportedException Option(string option, object value) =>
        new($"TorchSharpEngine does not support the {option} {value}. Leave Engine unset to train with the managed engine.");
}
