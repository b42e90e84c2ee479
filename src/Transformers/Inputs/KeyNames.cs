using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Inputs;

/// <summary>The values that the keys of a column represent.</summary>
internal static class KeyNames
{
    /// <summary>ML.NET's annotation for them.</summary>
    private const string Kind = "KeyValues";

    /// <summary>The values as text, the first for key 1; empty if keys represent only themselves.</summary>
    public static string[] Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Kind)?.Type is not VectorDataViewType type)
        {
            return [];
        }

        Type item = type.ItemType.RawType;
        return item switch
        {
            _ when item == typeof(ReadOnlyMemory<char>) => Texts<ReadOnlyMemory<char>>(column),
            _ when item == typeof(float) => Texts<float>(column),
            _ when item == typeof(double) => Texts<double>(column),
            _ when item == typeof(bool) => Texts<bool>(column),
            _ when item == typeof(byte) => Texts<byte>(column),
            _ when item == typeof(sbyte) => Texts<sbyte>(column),
            _ when item == typeof(short) => Texts<short>(column),
            _ when item == typeof(ushort) => Texts<ushort>(column),
            _ when item == typeof(int) => Texts<int>(column),
            _ when item == typeof(uint) => Texts<uint>(column),
            _ when item == typeof(long) => Texts<long>(column),
            _ when item == typeof(ulong) => Texts<ulong>(column),
            _ when item == typeof(DateTime) => Texts<DateTime>(column),
            _ => [],
        };
    }

    private static string[] Texts<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(Kind, ref values);
        return [.. values.DenseValues().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!)];
    }
}
