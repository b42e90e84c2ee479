namespace MLNet.Autoencoder.Graph;

/// <summary>A tensor that is part of the graph: an <see cref="OnnxNumbers"/> or an <see cref="OnnxCount"/>.</summary>
/// <param name="Name">The name that nodes refer to.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
internal abstract record OnnxConstant(string Name, IReadOnlyList<int> Shape);

/// <summary>Single-precision numbers.</summary>
/// <param name="Name">The name that nodes refer to.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Values">The numbers, row by row.</param>
internal sealed record OnnxNumbers(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values) : OnnxConstant(Name, Shape);

/// <summary>A 64-bit integer, as a vector of one element.</summary>
/// <param name="Name">The name that nodes refer to.</param>
/// <param name="Value">The number.</param>
internal sealed record OnnxCount(string Name, long Value) : OnnxConstant(Name, [1]);
