using System.Diagnostics;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>A fit of a table, and what it reaches on unseen rows.</summary>
/// <param name="Model">The model.</param>
/// <param name="Seconds">The duration of the fit.</param>
/// <param name="Unexplained">The fraction of variance unexplained on unseen rows, slots standardized.</param>
internal sealed record TableFit(AutoencoderModel Model, double Seconds, double Unexplained)
{
    public static TableFit Of(Table table, Units units, AutoencoderOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(table.Training, table.Columns), options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new TableFit(model, seconds, units.Unexplained(table.Test, model.Reconstruct(table.Test)));
    }

    /// <summary>The validation loss of the parameters that were kept; NaN if no rows were held out.</summary>
    public double Bound => Model.History switch
    {
        { BestEpoch: 0 } history => history.Start?.Total ?? double.NaN,
        var history => history.Epochs[history.BestEpoch - 1].Validation?.Total ?? double.NaN,
    };

    /// <summary>The fraction of variance unexplained in the units that the network sees.</summary>
    public double UnexplainedAsScaled(Table table) =>
        Units.UnexplainedAsIs(Scaled(table.Test), Scaled(Model.Reconstruct(table.Test)));

    /// <summary>What as many principal components leave unexplained in the same units.</summary>
    public double UnexplainedByComponents(Table table)
    {
        float[] test = Scaled(table.Test);
        return Units.UnexplainedAsIs(test, new Projection(Scaled(table.Training), table.Columns, table.LatentDimension).Reconstruct(test));
    }

    private float[] Scaled(float[] rows)
    {
        float[] scaled = new float[rows.Length];
        Model.Content.Scaling.Apply(rows, scaled);
        return scaled;
    }
}
