using System.Reflection;
using MLNet.Autoencoder.AuxiliaryLosses;
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

/// <summary>An auxiliary loss that no engine knows.</summary>
internal sealed record UnknownLoss : AuxiliaryLoss
{
    internal override AuxiliaryDefinition Definition => new SupervisedContrastive().Definition;
}

/// <summary>Values that the library's own constructors refuse, as if a later version of it allowed them.</summary>
internal static class LaterVersion
{
    /// <summary>A network with an activation of a later version.</summary>
    public static NetworkArchitecture With(NetworkArchitecture network, Activation activation) =>
        Set(
            new NetworkArchitecture(network.InputDimension, network.HiddenLayers, network.LatentDimension, network.Activation),
            nameof(network.Activation),
            activation);

    /// <summary>A request whose slots hold what only a later version knows.</summary>
    public static TrainingRequest With(TrainingRequest request, SlotKind kind) => Set<TrainingRequest, IReadOnlyList<SlotRange>>(
        request, nameof(request.Slots), [new SlotRange(kind, 0, request.InitialParameters.Architecture.InputDimension)]);

    private static T Set<T, TValue>(T target, string property, TValue value)
    {
        FieldInfo field = typeof(T).GetField($"<{property}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!;
        field.SetValue(target, value);
        return target;
    }
}
