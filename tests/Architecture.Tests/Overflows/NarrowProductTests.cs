namespace MLNet.Autoencoder.Tests;

/// <summary>Sizes may be large: the number of rows times the number of slots may not fit in 32 bits.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class NarrowProductTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void No_pointer_array_or_64_bit_number_depends_on_an_unchecked_product_of_32_bits(string project) => Finding.ShouldBeNone(
        NarrowProducts.In(sources[project]),
        "Convert a factor to nint or long before multiplying, or compute the size of an array in checked(…), after refusing sizes that are too large.");

    [Theory]
    [InlineData("unsafe float* F(float* p, int i, int width) => p + (i * width);", "A pointer is moved by a product of 32 bits: i * width")]
    [InlineData("unsafe float* F(float* p, int i, int width) => p + ((i * width) + 1);", "A pointer is moved by a product of 32 bits: i * width")]
    [InlineData("unsafe float F(float* p, int i, int width) => p[(i * width) + 1];", "A pointer is indexed by a product of 32 bits: i * width")]
    [InlineData("float[] F(int rows) => new float[rows * Width];", "The size of an array is an unchecked product: rows * Width")]
    [InlineData("long F(int rows, int width) => rows * width;", "A product of 32 bits is converted to 64 too late: rows * width")]
    [InlineData("long F(int rows, int width) => (long)(rows * width);", "A product of 32 bits is converted to 64 too late: rows * width")]
    [InlineData("bool F(int rows, int width, long most) => rows * width > most;", "A product of 32 bits is converted to 64 too late: rows * width")]
    public void A_product_that_overflows_where_it_does_harm_is_found(string member, string text) =>
        Assert.Equal([$"src/Sample/User.cs(4): {text}"], FoundWith(member));

    [Theory]
    [InlineData("unsafe float* F(float* p, int i, nint width) => p + (i * width);")]
    [InlineData("unsafe float* F(float* p, int i, int width) => p + ((nint)i * width);")]
    [InlineData("float[] F(int rows, int width) => new float[checked(rows * width)];")]
    [InlineData("float[] F() => new float[Width * 4];")]
    [InlineData("long F(int rows, int width) => (long)rows * width;")]
    [InlineData("int F(int rows, int width) => rows * width;")]
    public void Other_products_pass(string member) => Assert.Empty(FoundWith(member));

    private static IEnumerable<string> FoundWith(string member) => NarrowProducts.In(SourceProject.FromSample((
        "src/Sample/User.cs",
        $$"""
        class User
        {
            static int Width => 16;
            {{member}}
        }
        """))).Select(found => found.ToString());
}
