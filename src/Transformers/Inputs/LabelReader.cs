using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Inputs;

/// <summary>Reads a column of labels as a fit expects them: keys and Booleans as classes from 0, numbers as they are, and NaN if a label is missing.</summary>
internal static class LabelReader
{
    /// <summary>What the labels of a column are.</summary>
    /// <param name="type">The type of the column: a key, a Boolean or a Single.</param>
    public static LabelKind KindOf(DataViewType type) => type is KeyDataViewType or BooleanDataViewType ? LabelKind.Class : LabelKind.Number;

    /// <summary>Returns a function that reads the label of the current row.</summary>
    public static Func<float> Open(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var type when type == typeof(float) => Read<float>(row, column, label => label),
        var type when type == typeof(bool) => Read<bool>(row, column, label => label ? 1 : 0),
        var type when type == typeof(byte) => Read<byte>(row, column, key => ClassOf(key)),
        var type when type == typeof(ushort) => Read<ushort>(row, column, key => ClassOf(key)),
        var type when type == typeof(uint) => Read<uint>(row, column, key => ClassOf(key)),
        var type when type == typeof(ulong) => Read<ulong>(row, column, ClassOf),
        var type => throw new InvalidOperationException($"The label column '{column.Name}' has values of the type {type}."),
    };

    private static Func<float> Read<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> labelOf)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return labelOf(value);
        };
    }

    /// <summary>The class of a key, which counts from 1; 0 is a missing one.</summary>
    private static float ClassOf(ulong key) => key == 0 ? float.NaN : key - 1;
}
