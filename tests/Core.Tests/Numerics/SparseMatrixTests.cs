using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class SparseMatrixTests
{
    public static TheoryData<int, int> Sizes => new() { { 0, 0 }, { 0, 3 }, { 3, 0 }, { 1, 1 }, { 6, 17 }, { 40, 9 }, { 65, 130 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_transpose_has_its_entries_in_the_order_of_the_original_rows(int rows, int columns)
    {
        SparseMatrix matrix = SparseSamples.Random(rows, columns, seed: 1), transpose = new();
        (int Row, int Column, float Value)[] entries = SparseSamples.Entries(matrix);

        matrix.TransposeTo(transpose);

        Assert.Equal((columns, rows), (transpose.Rows, transpose.Columns));
        Assert.Equal(entries.OrderBy(entry => entry.Column).Select(entry => (entry.Column, entry.Row, entry.Value)), SparseSamples.Entries(transpose));
        Assert.Equal(Enumerable.Range(0, matrix.Count).OrderBy(e => entries[e].Column), transpose.Positions.ToArray());
        Assert.Equal(0, matrix.Positions.Length);
    }

    [Fact]
    public void A_transpose_takes_other_values_in_the_order_of_the_original()
    {
        SparseMatrix matrix = SparseSamples.Random(30, 20, seed: 2), transpose = new(), expected = new();
        matrix.TransposeTo(transpose);
        float[] values = ReferenceProducts.Values(matrix.Count, 5);

        transpose.GatherValues(values);

        values.CopyTo(matrix.Values);
        matrix.TransposeTo(expected);
        Assert.Equal(SparseSamples.Entries(expected), SparseSamples.Entries(transpose));
    }

    [Fact]
    public void A_matrix_can_be_reused_for_smaller_and_larger_ones()
    {
        SparseMatrix transpose = new();
        foreach ((int rows, int columns) in (ReadOnlySpan<(int, int)>)[(20, 30), (3, 4), (0, 2), (50, 60)])
        {
            SparseMatrix matrix = SparseSamples.Random(rows, columns, seed: rows), back = new();
            matrix.TransposeTo(transpose);
            transpose.TransposeTo(back);
            Assert.Equal(SparseSamples.Entries(matrix), SparseSamples.Entries(back));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Parts_cover_every_row_once(int rows, int columns)
    {
        SparseMatrix matrix = SparseSamples.Random(rows, columns, seed: 3);
        foreach (int parts in (int[])[1, 2, 7, 100])
        {
            IEnumerable<int> covered = Enumerable.Range(0, parts).SelectMany(part => Enumerable.Range(matrix.PartOf(part, parts).Start, matrix.PartOf(part, parts).Count));
            Assert.Equal(Enumerable.Range(0, rows), covered);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Scattered_rows_are_zero_where_there_is_no_entry(int threads)
    {
        using var team = new ThreadTeam(threads);
        SparseMatrix matrix = SparseSamples.Random(700, 90, seed: 4);
        float[] dense = ReferenceProducts.Values(700 * 90, 6), expected = new float[700 * 90];
        foreach ((int row, int column, float value) in SparseSamples.Entries(matrix))
        {
            expected[(row * 90) + column] = value;
        }

        new DenseRows(team).Scatter(matrix, dense);

        ReferenceProducts.AssertSameBits(expected, dense);
    }

    [Fact]
    public void Entries_outside_of_the_matrix_are_refused()
    {
        var matrix = new SparseMatrix();
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Set(3, [0, 1], [3], [1f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Set(3, [0, 1], [-1], [1f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Set(3, [0, 2, 1], [0], [1f]));
        Assert.Throws<ArgumentException>(() => matrix.Set(3, [0, 2], [0], [1f]));
        Assert.Throws<ArgumentException>(() => matrix.TransposeTo(matrix));
        Assert.Throws<ArgumentException>(() => new DenseRows(null).Scatter(SparseSamples.Random(2, 3, seed: 1), new float[5]));
    }
}
