using System.Reflection;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>A kind that no engine knows.</summary>
internal sealed record UnknownKind : AutoencoderKind
{
    internal override KindDefinition Definition => new Plain().Definition;

    internal override void Validate(int latentDimension)
    {
    }
}

/// <summary>A sparsity that no engine knows.</summary>
internal sealed record UnknownSparsity : Sparsity
{
    internal override SparseDefinition Definition => new TopK().Definition;

    internal override void Validate(int latentDimension)
    {
    }
}

/// <summary>A reconstruction of slots that no engine knows.</summary>
internal sealed record UnknownReconstruction(SlotKind Slot) : ReconstructionLoss
{
    internal override float? NoiseVariance => null;

    internal override bool IsOnUnitInterval => false;

    internal override bool WeighsSlots => false;

    internal override void Validate()
    {
    }

    internal override IReadOnlyList<SlotRange> SlotsOf(int dimension) => [new SlotRange(Slot, 0, dimension)];
}

/// <summary>An activation that no engine knows.</summary>
internal static class UnknownActivation
{
    /// <summary>A network with an activation that the constructor would refuse.</summary>
    public static NetworkArchitecture In(NetworkArchitecture network, Activation activation)
    {
        var copy = new NetworkArchitecture(network.InputDimension, network.HiddenLayers, network.LatentDimension, network.Activation);
        FieldInfo field = typeof(NetworkArchitecture).GetField($"<{nameof(NetworkArchitecture.Activation)}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!;
        field.SetValue(copy, activation);
        return copy;
    }
}
