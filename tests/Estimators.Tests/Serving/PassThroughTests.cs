using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests.Serving;

/// <summary>Columns that pass through a cursor that reads ahead: every type whose values can be kept, as scalars and in vectors.</summary>
public sealed class PassThroughTests
{
    private const int Rows = 300;

    /// <summary>The types whose values can be kept.</summary>
    public static TheoryData<string> Types => [.. Tests.Keys];

    private static Dictionary<string, Action> Tests { get; } = new()
    {
        ["Boolean"] = Test(i => i % 3 == 0),
        ["SByte"] = Test(i => (sbyte)i),
        ["Int16"] = Test(i => (short)(i * 90)),
        ["Int32"] = Test(i => i * 9_000),
        ["Int64"] = Test(i => i * 9_000_000_000),
        ["Byte"] = Test(i => (byte)i),
        ["UInt16"] = Test(i => (ushort)(i * 90)),
        ["UInt32"] = Test(i => (uint)i * 9_000),
        ["UInt64"] = Test(i => (ulong)i * 9_000_000_000),
        ["Single"] = Test(i => i / 7f),
        ["Double"] = Test(i => i / 7d),
        ["Text"] = Test(i => $"text {i}".AsMemory(5)),
        ["DateTime"] = Test(i => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i)),
        ["DateTimeOffset"] = Test(i => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(i % 5))),
        ["TimeSpan"] = Test(i => TimeSpan.FromMinutes(i)),
        ["RowId"] = Test(i => new DataViewRowId((ulong)i, 5)),
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Values_stay_with_their_row(string type) => Tests[type]();

    [Fact]
    public void The_column_types_of_ML_NET_are_read_ahead()
    {
        AssertReadAhead(NumberDataViewType.SByte, i => (sbyte)i);
        AssertReadAhead(NumberDataViewType.Int16, i => (short)i);
        AssertReadAhead(NumberDataViewType.Int32, i => i);
        AssertReadAhead(NumberDataViewType.Int64, i => (long)i);
        AssertReadAhead(NumberDataViewType.Byte, i => (byte)i);
        AssertReadAhead(NumberDataViewType.UInt16, i => (ushort)i);
        AssertReadAhead(NumberDataViewType.UInt32, i => (uint)i);
        AssertReadAhead(NumberDataViewType.UInt64, i => (ulong)i);
        AssertReadAhead(NumberDataViewType.Single, i => (float)i);
        AssertReadAhead(NumberDataViewType.Double, i => (double)i);
        AssertReadAhead(new KeyDataViewType(typeof(byte), 255), i => (byte)i);
        AssertReadAhead(new KeyDataViewType(typeof(uint), Rows), i => (uint)i);
        AssertReadAhead(BooleanDataViewType.Instance, i => i % 2 == 0);
        AssertReadAhead(TextDataViewType.Instance, i => $"{i}".AsMemory());
        AssertReadAhead(DateTimeDataViewType.Instance, i => DateTime.UnixEpoch.AddDays(i));
        AssertReadAhead(DateTimeOffsetDataViewType.Instance, i => DateTimeOffset.UnixEpoch.AddDays(i));
        AssertReadAhead(TimeSpanDataViewType.Instance, i => TimeSpan.FromDays(i));
        AssertReadAhead(RowIdDataViewType.Instance, i => new DataViewRowId((ulong)i, 0));
    }

    [Fact]
    public void Dense_vectors_stay_dense_and_sparse_vectors_stay_sparse()
    {
        static VBuffer<double> Value(int row) => (row % 4) switch
        {
            0 => new VBuffer<double>(9, [.. Enumerable.Range(row, 9)]),
            1 => new VBuffer<double>(9, 3, [row, -row, 1], [2, 5, 8]),
            2 => new VBuffer<double>(9, 0, null, null),
            _ => new VBuffer<double>(row % 50, [.. Enumerable.Range(0, row % 50)]),
        };
        var view = View(TableColumn.Vector("Kept", new VectorDataViewType(NumberDataViewType.Double), Value), out _);
        using var cursor = view.GetRowCursor(view.Schema);
        var get = cursor.GetGetter<VBuffer<double>>(view.Schema["Kept"]);
        VBuffer<double> value = default;

        for (int row = 0; row < Rows; row++)
        {
            Assert.True(cursor.MoveNext());
            get(ref value);
            var expected = Value(row);
            Assert.Equal((expected.Length, expected.IsDense), (value.Length, value.IsDense));
            Assert.Equal(expected.GetIndices(), value.GetIndices());
            Assert.Equal(expected.GetValues(), value.GetValues());
        }
    }

    [Fact]
    public void A_column_cannot_be_read_as_another_type()
    {
        var view = View(TableColumn.Scalar("Kept", NumberDataViewType.Int32, i => i), out _);
        using var cursor = view.GetRowCursor([view.Schema["Kept"], view.Schema["Latent"]]);

        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<uint>(view.Schema["Kept"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<VBuffer<int>>(view.Schema["Kept"]));
    }

    private static Action Test<T>(Func<int, T> value) => () =>
    {
        var type = new ValueType<T>();
        AssertReadAhead(type, value);
        AssertRows(TableColumn.Vector("Kept", new VectorDataViewType(type, 2), i => new VBuffer<T>(2, [value(i), value(i + 1)])), (VBuffer<T> kept, int row) =>
            Assert.Equal([Comparable(value(row)), Comparable(value(row + 1))], kept.DenseValues().Select(Comparable)));
    };

    private static void AssertReadAhead<T>(PrimitiveDataViewType type, Func<int, T> value) =>
        AssertRows(TableColumn.Scalar("Kept", type, value), (T kept, int row) => Assert.Equal(Comparable(value(row)), Comparable(kept)));

    /// <summary>Asserts that each value belongs to its row although the source is far ahead.</summary>
    private static void AssertRows<TValue>(TableColumn column, Action<TValue, int> assert)
    {
        var view = View(column, out var data);
        using var cursor = view.GetRowCursor([view.Schema["Kept"], view.Schema["Latent"]]);
        var get = cursor.GetGetter<TValue>(view.Schema["Kept"]);
        TValue value = default!;
        int before = data.RowsRead;
        for (int row = 0; row < Rows; row++)
        {
            Assert.True(cursor.MoveNext());
            get(ref value);
            assert(value, row);
            if (row == 127)
            {
                Assert.Equal(255, data.RowsRead - before);
            }
        }

        Assert.False(cursor.MoveNext());
    }

    /// <summary>Makes texts comparable by their characters.</summary>
    private static object? Comparable<T>(T value) => value is ReadOnlyMemory<char> text ? text.ToString() : value;

    private static IDataView View(TableColumn column, out TableView data)
    {
        data = Configurations.Data("latent only", Rows, column);
        return BlockTests.View("latent only", data);
    }
}
