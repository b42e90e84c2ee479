using System.Linq.Expressions;

namespace Microsoft.ML.Data;

/// <summary>Carries values between the members of users' classes and the getters of rows: itself, text to string, vector to array.</summary>
internal static class Members
{
    /// <summary>The item type of a column that a member of this type can be; null where there is none.</summary>
    public static PrimitiveDataViewType ItemTypeOf(Type member, out bool isVector)
    {
        isVector = member.IsArray || (member.IsGenericType && member.GetGenericTypeDefinition() == typeof(VBuffer<>));
        Type item = member.IsArray ? member.GetElementType() : isVector ? member.GetGenericArguments()[0] : member;
        return item == typeof(string) || item == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
            : item == typeof(bool) ? BooleanDataViewType.Instance
            : NumberDataViewType.All.FirstOrDefault(n => n.RawType == item);
    }

    /// <summary>Whether a column of this type can be read into, or filled from, a member of that type. Sizes are not looked at.</summary>
    public static bool Fit(Type member, DataViewType column)
    {
        PrimitiveDataViewType item = ItemTypeOf(member, out bool isVector);
        return isVector == column is VectorDataViewType
            && item?.RawType == ((column as VectorDataViewType)?.ItemType ?? column).RawType;
    }

    /// <summary>A getter of a column's raw type over a member of whatever object is current.</summary>
    public static Delegate Source<TRow>(Func<TRow> current, string member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        Expression body = Expression.PropertyOrField(row, member);
        Delegate peek = Expression.Lambda(body, row).Compile();
        Type type = body.Type;
        if (type == typeof(string))
        {
            var text = (Func<TRow, string>)peek;
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text(current()).AsMemory());
        }

        if (type == typeof(string[]))
        {
            var texts = (Func<TRow, string[]>)peek;
            return SourceOfArray(current, r => Array.ConvertAll(texts(r) ?? [], t => t.AsMemory()));
        }

        return type.IsArray ? Generic.Call<Delegate>(SourceOfArray<TRow, int>, type.GetElementType(), current, peek)
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>)
                ? Generic.Call<Delegate>(SourceOfBuffer<TRow, int>, type.GetGenericArguments()[0], current, peek)
                : Generic.Call<Delegate>(SourceOfValue<TRow, int>, type, current, peek);
    }

    /// <summary>Reads a column as a value of a member's type; what is there already is filled again where its size allows.</summary>
    public static ValueGetter<T> Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (typeof(T) == column.Type.RawType)
        {
            return row.GetGetter<T>(column);
        }

        if (typeof(T) == typeof(string))
        {
            return (ValueGetter<T>)(object)Converted<ReadOnlyMemory<char>, string>(row, column, t => t.ToString());
        }

        return typeof(T) == typeof(string[])
            ? (ValueGetter<T>)(object)Converted<VBuffer<ReadOnlyMemory<char>>, string[]>(
                row, column, v => v.DenseValues().Select(t => t.ToString()).ToArray())
            : Generic.Call<ValueGetter<T>>(ReaderOfArray<int>, typeof(T).GetElementType(), row, column);
    }

    /// <summary>Fills one member of a user's object from a column.</summary>
    public static Action<TRow> Filler<TRow>(DataViewRow row, DataViewSchema.Column column, string member)
    {
        ParameterExpression target = Expression.Parameter(typeof(TRow));
        MemberExpression place = Expression.PropertyOrField(target, member);
        ParameterExpression value = Expression.Parameter(place.Type);
        Delegate peek = Expression.Lambda(place, target).Compile();
        Delegate poke = Expression.Lambda(Expression.Block(Expression.Assign(place, value), Expression.Empty()), target, value).Compile();
        return Generic.Call<Action<TRow>>(FillerOf<TRow, int>, place.Type, row, column, peek, poke);
    }

    private static Action<TRow> FillerOf<TRow, T>(DataViewRow row, DataViewSchema.Column column, Delegate peek, Delegate poke)
    {
        ValueGetter<T> read = Reader<T>(row, column);
        (Func<TRow, T> get, Action<TRow, T> set) = ((Func<TRow, T>)peek, (Action<TRow, T>)poke);
        return target =>
        {
            T value = get(target);
            read(ref value);
            set(target, value);
        };
    }

    private static Delegate SourceOfValue<TRow, T>(Func<TRow> current, Func<TRow, T> peek) =>
        (ValueGetter<T>)((ref T value) => value = peek(current()));

    private static Delegate SourceOfArray<TRow, T>(Func<TRow> current, Func<TRow, T[]> peek) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            T[] array = peek(current()) ?? [];
            VBuffer<T>.Copy(array, 0, ref value, array.Length);
        });

    private static Delegate SourceOfBuffer<TRow, T>(Func<TRow> current, Func<TRow, VBuffer<T>> peek) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => peek(current()).CopyTo(ref value));

    private static ValueGetter<TTo> Converted<TFrom, TTo>(DataViewRow row, DataViewSchema.Column column, Func<TFrom, TTo> convert)
    {
        ValueGetter<TFrom> getter = row.GetGetter<TFrom>(column);
        TFrom buffer = default;
        return (ref TTo value) =>
        {
            getter(ref buffer);
            value = convert(buffer);
        };
    }

    private static ValueGetter<T[]> ReaderOfArray<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return (ref T[] value) =>
        {
            getter(ref buffer);

            // As in ML.NET, what was null stays null where the vector is empty.
            if ((value?.Length ?? 0) != buffer.Length)
            {
                value = new T[buffer.Length];
            }

            buffer.CopyTo(value);
        };
    }
}
