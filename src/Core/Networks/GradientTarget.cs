using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>Where a layer writes the gradient of its input.</summary>
/// <param name="values">Receives it, <c>[rows, inputs]</c>; empty where nobody needs it.</param>
/// <param name="epilogue">What becomes of it there; null for nothing.</param>
internal readonly ref struct GradientTarget(Span<float> values, IProductEpilogue? epilogue = null)
{
    public Span<float> Values { get; } = values;

    public IProductEpilogue? Epilogue { get; } = epilogue;

    public bool IsWanted => !Values.IsEmpty;
}
