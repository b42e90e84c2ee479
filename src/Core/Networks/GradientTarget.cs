using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>Where a layer writes the gradient of its input.</summary>
/// <param name="values">Receives the gradient, <c>[rows, inputs]</c>; empty if it is not needed.</param>
/// <param name="epilogue">What is done with the gradient in place; <see langword="null"/> for nothing.</param>
internal readonly ref struct GradientTarget(Span<float> values, IProductEpilogue? epilogue = null)
{
    public Span<float> Values { get; } = values;

    public IProductEpilogue? Epilogue { get; } = epilogue;

    public bool IsWanted => !Values.IsEmpty;
}
