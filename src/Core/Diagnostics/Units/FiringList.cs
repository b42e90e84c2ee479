namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Firing entries, grouped by item: an item is a row whose entries are units, or a unit whose entries are rows.</summary>
internal sealed class FiringList
{
    private readonly int[] _starts;
    private readonly int[] _others;
    private readonly float[] _codes;

    private FiringList(int[] starts, int[] others, float[] codes)
    {
        _starts = starts;
        _others = others;
        _codes = codes;
    }

    /// <summary>The entries of an item.</summary>
    public Entries this[int item] => new(
        _others.AsSpan(_starts[item].._starts[item + 1]), _codes.AsSpan(_starts[item].._starts[item + 1]));

    /// <summary>The same entries, grouped the other way.</summary>
    /// <param name="count">The number of items then.</param>
    public FiringList Transposed(int count)
    {
        int[] starts = new int[count + 1];
        foreach (int other in _others)
        {
            starts[other + 1]++;
        }

        for (int item = 0; item < count; item++)
        {
            starts[item + 1] += starts[item];
        }

        int[] next = starts[..count], others = new int[_others.Length];
        float[] codes = new float[_others.Length];
        for (int item = 0; item + 1 < _starts.Length; item++)
        {
            for (int i = _starts[item]; i < _starts[item + 1]; i++)
            {
                int place = next[_others[i]]++;
                (others[place], codes[place]) = (item, _codes[i]);
            }
        }

        return new FiringList(starts, others, codes);
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

        public FiringList ToList() => new([.. _starts], [.. _others], [.. _codes]);
    }
}
