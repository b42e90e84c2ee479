namespace Microsoft.ML.Data;

/// <summary>A schema with its annotations as bytes: count, then name, type, annotations for each column. The double's own format.</summary>
internal static class SchemaBytes
{
    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        writer.Write(schema.Count);
        foreach (DataViewSchema.Column column in schema)
        {
            writer.Write(column.Name);
            WriteType(writer, column.Type);
            DataViewSchema.Annotations annotations = column.Annotations;
            DataViewSchema.Column[] kept = annotations.Schema.Where(a => !a.IsHidden).ToArray();
            writer.Write(kept.Length);
            foreach (DataViewSchema.Column annotation in kept)
            {
                writer.Write(annotation.Name);
                WriteType(writer, annotation.Type);
                PrimitiveDataViewType item = ItemOf(annotation.Type, out bool isVector);
                Generic.Call<object>(isVector ? WriteVector<int> : WriteScalar<int>, item.RawType, writer, annotations, annotation);
            }
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var schema = new DataViewSchema.Builder();
        for (int columns = reader.ReadInt32(); columns > 0; columns--)
        {
            string name = reader.ReadString();
            DataViewType type = ReadType(reader);
            var annotations = new DataViewSchema.Annotations.Builder();
            for (int kinds = reader.ReadInt32(); kinds > 0; kinds--)
            {
                string kind = reader.ReadString();
                DataViewType kindType = ReadType(reader);
                PrimitiveDataViewType item = ItemOf(kindType, out bool isVector);
                annotations.Add(kind, kindType, Generic.Call<Delegate>(isVector ? ReadVector<int> : ReadScalar<int>, item.RawType, reader));
            }

            schema.AddColumn(name, type, annotations.ToAnnotations());
        }

        return schema.ToSchema();
    }

    private static PrimitiveDataViewType ItemOf(DataViewType type, out bool isVector)
    {
        isVector = type is VectorDataViewType;
        return (type as VectorDataViewType)?.ItemType ?? (PrimitiveDataViewType)type;
    }

    private static void WriteType(BinaryWriter writer, DataViewType type)
    {
        PrimitiveDataViewType item = ItemOf(type, out _);
        writer.Write(Type.GetTypeCode(item is TextDataViewType ? typeof(string) : item.RawType).ToString());
        writer.Write((item as KeyDataViewType)?.Count ?? 0);
        int[] dimensions = type is VectorDataViewType vector ? [.. vector.Dimensions] : [];
        writer.Write(dimensions.Length);
        Array.ForEach(dimensions, writer.Write);
    }

    private static DataViewType ReadType(BinaryReader reader)
    {
        string code = reader.ReadString();
        PrimitiveDataViewType item = code switch
        {
            nameof(String) => TextDataViewType.Instance,
            nameof(Boolean) => BooleanDataViewType.Instance,
            _ => NumberDataViewType.All.FirstOrDefault(n => n.RawType.Name == code)
                ?? throw new FormatException($"Unknown type '{code}' in the saved schema"),
        };
        ulong keys = reader.ReadUInt64();
        item = keys > 0 ? new KeyDataViewType(item.RawType, keys) : item;
        var dimensions = new int[reader.ReadInt32()];
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = reader.ReadInt32();
        }

        return dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions);
    }

    private static object WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        T value = default;
        annotations.GetGetter<T>(annotation)(ref value);
        writer.Write(value.ToString());
        return null;
    }

    private static object WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        VBuffer<T> value = default;
        annotations.GetGetter<VBuffer<T>>(annotation)(ref value);
        writer.Write(value.Length);
        foreach (T item in value.DenseValues())
        {
            writer.Write(item.ToString());
        }

        return null;
    }

    private static Delegate ReadScalar<T>(BinaryReader reader)
    {
        T saved = Parse<T>(reader.ReadString());
        return (ValueGetter<T>)((ref T value) => value = saved);
    }

    private static Delegate ReadVector<T>(BinaryReader reader)
    {
        var saved = new T[reader.ReadInt32()];
        for (int i = 0; i < saved.Length; i++)
        {
            saved[i] = Parse<T>(reader.ReadString());
        }

        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => VBuffer<T>.Copy(saved, 0, ref value, saved.Length));
    }

    private static T Parse<T>(string text) => typeof(T) == typeof(ReadOnlyMemory<char>)
        ? (T)(object)text.AsMemory()
        : (T)Convert.ChangeType(text, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
}
