using System.Collections.Immutable;

namespace MLNet.Autoencoder.Graph;

/// <summary>A tensor that is part of the graph: <see cref="OnnxNumbers"/> or <see cref="OnnxIntegers"/>.</summary>
/// <param name="Name">The name that nodes refer to.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
internal abstract record OnnxConstant(string Name, IReadOnlyList<int> Shape);

/// <summary>Single-precision numbers.</summary>
/// <param name="Name">The name that nodes refer to.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Values">The numbers, row by row.</param>
internal sealed record OnnxNumbers(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values) : OnnxConstant(Name, Shape);

/// <summary>A vector of 64-bit integers.</summary>
/// <param name="Name">The name that nodes refer to.</param>
/// <param name="Values">The integers.</param>
internal sealed record OnnxIntegers(string Name, ImmutableArray<long> Values) : OnnxConstant(Name, [Values.Length]);
