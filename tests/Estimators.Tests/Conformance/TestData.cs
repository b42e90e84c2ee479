using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>
/// A small table: rows of 6 values in [0, 1], many of them zero, next to a text, a number and a vector of two values without slot names.
/// </summary>
internal static class TestData
{
    public const int Dimension = 6;
    public const int RowCount = 50;
    public const string Input = "Pixels";
    public const int SecondDimension = 2;
    public const string SecondInput = "Margin";
    public const string ScalarInput = "Weight";

    /// <summary>A table to fit and transform.</summary>
    public static TableView Good(bool sparse = false, Func<int, float[]>? row = null, params TableColumn[] more) =>
        WithInput(Features(Dimension, sparse, row ?? Row), sparse, more);

    /// <summary>A table to transform, with a given number of rows and additional columns.</summary>
    public static TableView OfRows(int count, bool sparse, Func<int, float[]> row, params TableColumn[] more) =>
        new(count, [Text(), Features(Dimension, sparse, row), Number(), Margin(sparse), .. more]);

    /// <summary>The table with another column in place of the input column.</summary>
    public static TableView WithInput(TableColumn input, bool sparse = false, params TableColumn[] more) =>
        new(RowCount, [Text(), input, Number(), Margin(sparse), .. more]);

    /// <summary>A table to fit, whose rows have a different size than those of <see cref="Good"/>.</summary>
    public static TableView OfAnotherSize() =>
        WithInput(Features(Dimension + 1, sparse: false, i => [.. Row(i), 0.5f]));

    /// <summary>Invalid tables, each in a different way.</summary>
    public static TableView Wrong(string how) => how switch
    {
        "missing" => new(RowCount, Text(), Number(), Margin()),
        "scalar" => WithInput(TableColumn.Scalar(Input, NumberDataViewType.Single, i => (float)i)),
        "double" => WithInput(TableColumn.Vector(
            Input, new VectorDataViewType(NumberDataViewType.Double, Dimension), i => new VBuffer<double>(Dimension, new double[Dimension]))),
        "text" => WithInput(TableColumn.Scalar(Input, TextDataViewType.Instance, i => "x".AsMemory())),
        "variable size" => WithInput(TableColumn.Vector(
            Input, new VectorDataViewType(NumberDataViewType.Single), i => new VBuffer<float>(Dimension, Row(i)))),
        _ => throw new ArgumentOutOfRangeException(nameof(how)),
    };

    public static TheoryData<string> WrongWays => ["missing", "scalar", "double", "text", "variable size"];

    public static float[] Row(int index)
    {
        var random = new Random(index);
        float a = random.NextSingle();
        float b = random.NextSingle();
        return index % 3 == 0 ? [a, 0f, 0f, b, 0f, 0f] : [a, b, a * b, 1 - a, 0f, (a + b) / 2];
    }

    /// <summary>The same row; a fifth of the rows have missing values.</summary>
    public static float[] RowWithGaps(int index)
    {
        float[] row = Row(index);
        if (index % 5 == 2)
        {
            (row[1], row[index % 2 * 3]) = (float.NaN, float.NaN);
        }

        return row;
    }

    /// <summary>The values of the second input column, one of them zero.</summary>
    public static float[] SecondRow(int index) => [0f, Weight(index) / 2];

    /// <summary>The value of the scalar input column.</summary>
    public static float Weight(int index) => index % 7 / 7f;

    private static TableColumn Text() => TableColumn.Scalar("Name", TextDataViewType.Instance, i => $"row {i}".AsMemory());

    private static TableColumn Number() => TableColumn.Scalar(ScalarInput, NumberDataViewType.Single, Weight);

    private static TableColumn Margin(bool sparse = false) => Vector(SecondInput, SecondDimension, sparse, SecondRow);

    private static TableColumn Features(int size, bool sparse, Func<int, float[]> row) => Vector(Input, size, sparse, row, SlotNames(size));

    private static TableColumn Vector(
        string name, int size, bool sparse, Func<int, float[]> row, DataViewSchema.Annotations? annotations = null) => TableColumn.Vector(
            name,
            new VectorDataViewType(NumberDataViewType.Single, size),
            i => sparse ? Sparse(row(i)) : new VBuffer<float>(size, row(i)),
            annotations);

    private static VBuffer<float> Sparse(float[] values)
    {
        int[] indices = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0f)];
        return new VBuffer<float>(values.Length, indices.Length, [.. indices.Select(i => values[i])], indices);
    }

    private static DataViewSchema.Annotations SlotNames(int size)
    {
        var names = new VBuffer<ReadOnlyMemory<char>>(size, [.. Enumerable.Range(0, size).Select(i => $"pixel {i}".AsMemory())]);
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            "SlotNames",
            new VectorDataViewType(TextDataViewType.Instance, size),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        return builder.ToAnnotations();
    }
}
