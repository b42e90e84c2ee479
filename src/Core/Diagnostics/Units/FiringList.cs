using System.Runtime.InteropServices;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Firing entries, grouped by item: an item is a row whose entries are units, or a unit whose entries are rows.</summary>
internal sealed class FiringList
{
    private readonly SparseMatrix _matrix;

    private FiringList(SparseMatrix matrix) => _matrix = matrix;

    /// <summary>The entries of an item.</summary>
    public Entries this[int item]
    {
        get
        {
            Range entries = _matrix.Starts[item].._matrix.Starts[item + 1];
            return new Entries(_matrix.Indices[entries], _matrix.Values[entries]);
        }
    }

    /// <summary>The same entries, grouped the other way.</summary>
    public FiringList Transposed()
    {
        var transpose = new SparseMatrix();
        _matrix.TransposeTo(transpose);
        return new FiringList(transpose);
    }

    /// <summary>The entries of an item.</summary>
    /// <param name="others">The units of a row, or the rows of a unit, in order.</param>
    /// <param name="codes">The code of each entry.</param>
    public readonly ref struct Entries(ReadOnlySpan<int> others, ReadOnlySpan<float> codes)
    {
        public ReadOnlySpan<int> Others { get; } = others;

        public ReadOnlySpan<float> Codes { get; } = codes;
    }

    /// <summary>Collects entries, item by item.</summary>
    public sealed class Builder
    {
        private readonly List<int> _starts = [0];
        private readonly List<int> _others = [];
        private readonly List<float> _codes = [];

        public void Add(int other, float code)
        {
            _others.Add(other);
            _codes.Add(code);
        }

        public void EndItem() => _starts.Add(_others.Count);

        /// <param name="others">The number of units if items are rows, or of rows if they are units.</param>
        public FiringList ToList(int others)
        {
            var matrix = new SparseMatrix();
            matrix.Set(others, CollectionsMarshal.AsSpan(_starts), CollectionsMarshal.AsSpan(_others), CollectionsMarshal.AsSpan(_codes));
            return new FiringList(matrix);
        }
    }
}
