namespace Microsoft.ML.Data;

/// <summary>128 bits that name a row. Derived ids are mixed by a bijection and a multiply, so they practically never collide.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;

    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public override string ToString() => $"{High:x16}{Low:x16}";

    public int CompareTo(DataViewRowId other) =>
        High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public DataViewRowId Fork() => Derive(0x9e3779b97f4a7c15, 1);

    public DataViewRowId Next() => Derive(0xc2b2ae3d27d4eb4f, 2);

    public DataViewRowId Combine(DataViewRowId other) =>
        new DataViewRowId(Low ^ Mix(other.Low + 3), High ^ Mix(other.High + Low)).Derive(0x165667b19e3779f9, 3);

    private DataViewRowId Derive(ulong salt, ulong step)
    {
        ulong low = Mix(Low + salt * step);
        return new DataViewRowId(low, Mix(High + low));
    }

    /// <summary>The finaliser of splitmix64: a bijection on 64 bits.</summary>
    internal static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
}
