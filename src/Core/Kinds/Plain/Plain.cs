using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>The plain autoencoder: encode, decode, compare (Hinton and Salakhutdinov, 2006). The loss of a row is its reconstruction loss.</summary>
public sealed record Plain : AutoencoderKind
{
    internal override KindDefinition Definition => new PlainDefinition();

    internal override void Validate(int latentDimension)
    {
    }
}
