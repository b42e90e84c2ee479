using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Rows;

/// <summary>A fitted model that reads the latent column, and computes scores.</summary>
internal sealed class DownstreamModel
{
    private readonly IRowToRowMapper _mapper;
    private readonly DataViewSchema.Column _score;
    private readonly int _dimension;

    private DownstreamModel(IRowToRowMapper mapper, DataViewSchema.Column score, int dimension)
    {
        _mapper = mapper;
        _score = score;
        _dimension = dimension;
        ScoreNames = SlotNames.Texts([score]);
        if (ScoreNames.All(name => name.Length == 0))
        {
            int count = ScoreNames.Count;
            ScoreNames = count == 1
                ? [score.Name]
                : [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{score.Name} {i}"))];
        }
    }

    /// <summary>The names of the scores: those of the slots, or the name of the column.</summary>
    public IReadOnlyList<string> ScoreNames { get; }

    /// <summary>Prepares a model for codes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="latentColumn">The name of the latent column.</param>
    /// <param name="dimension">q.</param>
    /// <param name="scoreColumn">The name of the column of scores.</param>
    /// <param name="argument">The name of the caller's argument, for exceptions.</param>
    /// <exception cref="ArgumentException">The model needs other columns, or does not compute each row by itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of scores is missing, or is not a number or a vector of numbers.</exception>
    public static DownstreamModel Bind(ITransformer model, string latentColumn, int dimension, string scoreColumn, string argument)
    {
        const string Remedy = "Pass the part of the pipeline after the autoencoder, such as LastTransformer of the fitted chain.";
        if (!model.IsRowToRowMapper)
        {
            throw new ArgumentException($"The downstream model, {model.GetType().Name}, does not compute each row by itself. {Remedy}", argument);
        }

        var builder = new DataViewSchema.Builder();
        builder.AddColumn(latentColumn, new VectorDataViewType(NumberDataViewType.Single, dimension));
        IRowToRowMapper mapper;
        try
        {
            mapper = model.GetRowToRowMapper(builder.ToSchema());
        }
        catch (Exception refusal) when (refusal is ArgumentException or InvalidOperationException)
        {
            throw new ArgumentException(
                $"The downstream model, {model.GetType().Name}, must read only the latent column '{latentColumn}', a Vector<Single, {dimension}>, but it refuses that: "
                + $"{refusal.Message} {Remedy}",
                argument,
                refusal);
        }

        return new DownstreamModel(mapper, FindScore(scoreColumn, mapper.OutputSchema, argument), dimension);
    }

    /// <summary>Computes the scores of codes.</summary>
    /// <param name="codes"><c>[n, q]</c>.</param>
    /// <returns><c>[n, s]</c>.</returns>
    public float[] Scores(float[] codes)
    {
        var code = new CodeRow(_mapper.InputSchema);
        using DataViewRow row = _mapper.GetRow(code, [_score]);
        int n = codes.Length / _dimension, s = ScoreNames.Count;
        float[] scores = new float[checked(n * s)];
        ValueGetter<VBuffer<float>>? getVector = _score.Type is VectorDataViewType ? row.GetGetter<VBuffer<float>>(_score) : null;
        ValueGetter<float>? getNumber = getVector is null ? row.GetGetter<float>(_score) : null;
        VBuffer<float> vector = default;
        for (int i = 0; i < n; i++)
        {
            code.MoveTo(codes.AsMemory(i * _dimension, _dimension));
            if (getVector is null)
            {
                getNumber!(ref scores[i]);
            }
            else
            {
                getVector(ref vector);
                vector.CopyTo(scores.AsSpan(i * s, s));
            }
        }

        return scores;
    }

    private static DataViewSchema.Column FindScore(string name, DataViewSchema schema, string argument)
    {
        const string Expected = "It must be a Single or a Vector<Single> of fixed size";
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw new ArgumentOutOfRangeException(
                argument,
                $"The score column '{name}' is missing from the output of the downstream model. {Expected}. The columns are "
                + $"{string.Join(", ", schema.Where(other => !other.IsHidden).Select(other => $"'{other.Name}'"))}. Name one of them in ScoreColumnName.");
        }

        bool isScore = column.Type == NumberDataViewType.Single
            || column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single;
        return isScore ? column : throw new ArgumentOutOfRangeException(
            argument, $"The score column '{name}' has the wrong type. {Expected}, but it is {column.Type}. Name another column in ScoreColumnName.");
    }
}
