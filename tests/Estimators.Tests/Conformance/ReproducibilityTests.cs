using Microsoft.ML;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 6 of the contract: the same input gives the same output, however the rows are read.</summary>
public sealed class ReproducibilityTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void The_same_seed_and_data_give_the_same_model(string configuration)
    {
        var first = Configurations.Estimator(configuration).Fit(Configurations.Data(configuration));
        var second = Configurations.Estimator(configuration).Fit(Configurations.Data(configuration));

        Assert.Equal(PersistenceTests.ModelBytes(first), PersistenceTests.ModelBytes(second));
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Cached_and_reread_rows_give_the_same_model_on_any_number_of_threads(string configuration)
    {
        byte[] Fit(long budget, int threads)
        {
            var options = Configurations.Options(configuration);
            (options.RowCacheBytes, options.Engine) = (budget, new ManagedEngine { NumberOfThreads = threads });
            return PersistenceTests.ModelBytes(new MLContext(seed: 1).Transforms.AutoencoderFeatures(options).Fit(Configurations.Data(configuration)));
        }

        byte[] held = Fit(1 << 30, threads: 1);
        Assert.Equal(held, Fit(20 * 6 * sizeof(float), threads: 2));
        Assert.Equal(held, Fit(1, threads: 4));
    }

    [Fact]
    public void Without_a_seed_the_context_decides_also_if_rows_are_reread()
    {
        byte[] Fit(int seed, long budget) => PersistenceTests.ModelBytes(new MLContext(seed).Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
        {
            OutputColumnName = "Latent", InputColumnName = TestData.Input, LatentDimension = 2, Epochs = 2, RowCacheBytes = budget,
        }).Fit(TestData.Good()));

        Assert.Equal(Fit(1, 1 << 30), Fit(1, 200));
        Assert.NotEqual(Fit(1, 200), Fit(2, 200));
    }

    [Fact]
    public void Fitting_twice_gives_the_same_model_without_a_seed()
    {
        var estimator = new MLContext().Transforms.AutoencoderFeatures("Latent", TestData.Input, latentDimension: 2, epochs: 2);

        Assert.Equal(
            PersistenceTests.ModelBytes(estimator.Fit(TestData.Good())),
            PersistenceTests.ModelBytes(estimator.Fit(TestData.Good())));
    }

    [Fact]
    public void Without_a_seed_the_context_decides()
    {
        byte[] Fit(int seed) => PersistenceTests.ModelBytes(new MLContext(seed).Transforms
            .AutoencoderFeatures("Latent", TestData.Input, latentDimension: 2, epochs: 2).Fit(TestData.Good()));

        Assert.Equal(Fit(1), Fit(1));
        Assert.NotEqual(Fit(1), Fit(2));
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Shuffled_cursors_give_the_same_rows(string configuration)
    {
        var data = Configurations.Data(configuration);
        var view = Configurations.Estimator(configuration).Fit(data).Transform(data);
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();

        var serial = ViewReader.Rows(view, columns);
        var shuffled = ViewReader.Rows(view, columns, new Random(3));

        Assert.NotEqual(serial.Select(row => row.Id), shuffled.Select(row => row.Id));
        AssertSameSet(serial, shuffled);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public async Task Parallel_cursors_give_the_same_rows(string configuration)
    {
        var data = Configurations.Data(configuration);
        var view = Configurations.Estimator(configuration).Fit(data).Transform(data);
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();

        var cursors = view.GetRowCursorSet(columns, 4);
        var parts = await Task.WhenAll(cursors.Select(cursor => Task.Run(() => ViewReader.Rows(cursor, columns))));
        Array.ForEach(cursors, cursor => cursor.Dispose());

        Assert.Equal(4, cursors.Length);
        AssertSameSet(ViewReader.Rows(view, columns), [.. parts.SelectMany(part => part)]);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public async Task Shuffled_parallel_cursors_give_the_same_rows(string configuration)
    {
        var data = Configurations.Data(configuration);
        var view = Configurations.Estimator(configuration).Fit(data).Transform(data);
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();

        var cursors = view.GetRowCursorSet(columns, 3, new Random(3));
        var parts = await Task.WhenAll(cursors.Select(cursor => Task.Run(() => ViewReader.Rows(cursor, columns))));
        Array.ForEach(cursors, cursor => cursor.Dispose());

        AssertSameSet(ViewReader.Rows(view, columns), [.. parts.SelectMany(part => part)]);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Sparse_and_dense_input_give_the_same_model_and_output(string configuration)
    {
        var dense = Configurations.Estimator(configuration).Fit(TestData.Good());
        var sparse = Configurations.Estimator(configuration).Fit(TestData.Good(sparse: true));

        Assert.Equal(PersistenceTests.ModelBytes(dense), PersistenceTests.ModelBytes(sparse));
        AssertSameSet(Read(dense.Transform(TestData.Good())), Read(dense.Transform(TestData.Good(sparse: true))));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_row_with_a_NaN_or_an_infinity_gives_NaN_in_every_column_and_affects_no_other_row(float bad) =>
        Assert.All(Configurations.Every.Where(name => !(float.IsNaN(bad) && Configurations.Masks(name))), configuration =>
        {
            var transformer = Configurations.Estimator(configuration).Fit(TestData.Good());
            var clean = transformer.Transform(TestData.Good());
            var dirty = transformer.Transform(TestData.Good(
                configuration == "sparse input", row: i => i == 7 ? [0.1f, bad, 0, 0, 0, 0] : TestData.Row(i)));

            foreach (string name in Configurations.Added(configuration))
            {
                float[][] expected = ViewReader.Column(clean, name);
                expected[7] = [.. expected[7].Select(_ => float.NaN)];
                Assert.Equal(expected, ViewReader.Column(dirty, name));
            }
        });

    private static List<ReadRow> Read(IDataView view) => ViewReader.Rows(view, ViewReader.FloatColumns(view.Schema));

    private static void AssertSameSet(List<ReadRow> expected, List<ReadRow> actual)
    {
        var byId = actual.ToDictionary(row => row.Id);
        Assert.Equal(expected.Count, byId.Count);
        Assert.All(expected, row => Assert.Equal(row.Values, byId[row.Id].Values));
    }
}
