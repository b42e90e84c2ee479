using System.Diagnostics;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Onnx;

namespace MLNet.Autoencoder;

/// <summary>Saves autoencoders as <see href="https://onnx.ai">ONNX</see>, for runtimes on other platforms.</summary>
/// <remarks>
/// <para>
/// Files have format version 7 and operator set 12 (ONNX 1.7, 2020), with operators of the default domain only. Inputs and outputs are single precision
/// and take any number of rows, <c>[batch, …]</c>. Rows and reconstructions are in the units of the fit: scaling and fill values are part of the graph. A
/// row that gives NaN here gives NaN there, unless a sum inside a hidden layer overflows. The same model gives the same bytes.
/// </para>
/// <para>
/// For an <see cref="AutoencoderModel"/>, the input is <c>input</c> and the outputs are <c>code</c>, <c>log_variance</c>, <c>reconstruction</c>,
/// <c>reconstruction_error</c> and <c>scaled_reconstruction_error</c>; the input of a decoder is <c>code</c>. For a transformer, inputs and outputs have
/// the names of its columns, with one input per input column, so that ML.NET's <c>ApplyOnnxModel</c> finds and adds them; an output that is not a column
/// of the transformer has the name above. A name that is taken, for example because the transformer replaces its input column, gets the suffix
/// <c>.output</c>.
/// </para>
/// <para>
/// The outputs of an <see cref="AnomalyDetector"/> are <c>score</c>, <c>predicted_label</c> (Booleans), <c>p_value</c>, <c>contributions</c>, unless its score
/// has none, and <c>expected</c>. Masked rows are copies in the graph: a batch takes as much memory as <see cref="AnomalyDetector.MaskCount"/> times the rows.
/// </para>
/// </remarks>
public static class OnnxExport
{
    /// <summary>Saves a fitted transformer, under the names of its columns.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="path">The file. After an error it is unchanged.</param>
    /// <param name="parts">What to save.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transformer"/> or <paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is not a defined choice.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public static void SaveAsOnnx(this AutoencoderFeaturesTransformer transformer, string path, OnnxParts parts = OnnxParts.Encoder)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, FileOf(transformer, parts).Write);
    }

    /// <summary>Saves a fitted transformer, under the names of its columns.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="parts">What to save.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transformer"/> or <paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is not a defined choice.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    public static void SaveAsOnnx(this AutoencoderFeaturesTransformer transformer, Stream stream, OnnxParts parts = OnnxParts.Encoder)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(stream);
        FileOf(transformer, parts).Write(stream);
    }

    /// <summary>Saves a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file. After an error it is unchanged.</param>
    /// <param name="parts">What to save.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is not a defined choice.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public static void SaveAsOnnx(this AutoencoderModel model, string path, OnnxParts parts = OnnxParts.Encoder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, FileOf(model, parts).Write);
    }

    /// <summary>Saves a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="parts">What to save.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is not a defined choice.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    public static void SaveAsOnnx(this AutoencoderModel model, Stream stream, OnnxParts parts = OnnxParts.Encoder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        FileOf(model, parts).Write(stream);
    }

    /// <summary>Saves a fitted anomaly detector, under the names of its columns.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="path">The file. After an error it is unchanged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transformer"/> or <paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public static void SaveAsOnnx(this AutoencoderAnomalyTransformer transformer, string path)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, FileOf(transformer).Write);
    }

    /// <summary>Saves a fitted anomaly detector, under the names of its columns.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="stream">Where to write; left open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transformer"/> or <paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    public static void SaveAsOnnx(this AutoencoderAnomalyTransformer transformer, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(stream);
        FileOf(transformer).Write(stream);
    }

    /// <summary>Saves an anomaly detector.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="path">The file. After an error it is unchanged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="detector"/> or <paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public static void SaveAsOnnx(this AnomalyDetector detector, string path)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, FileOf(detector).Write);
    }

    /// <summary>Saves an anomaly detector.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="stream">Where to write; left open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="detector"/> or <paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The file would exceed ONNX's limit of 2 GiB. Nothing was written.</exception>
    public static void SaveAsOnnx(this AnomalyDetector detector, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(stream);
        FileOf(detector).Write(stream);
    }

    private static OnnxFile FileOf(AutoencoderFeaturesTransformer transformer, OnnxParts parts)
    {
        FeatureColumns columns = transformer.Columns;
        var inputs = columns.Inputs.Names.Zip(columns.Inputs.Widths).ToArray();
        return FileOf(transformer.Model, parts, inputs, columns.Added, columns.ToAttributes());
    }

    private static OnnxFile FileOf(AutoencoderModel model, OnnxParts parts) =>
        FileOf(model, parts, [("input", model.InputDimension)], ColumnNames.None, attributes: []);

    private static OnnxFile FileOf(
        AutoencoderModel model,
        OnnxParts parts,
        (string Name, int Width)[] inputs,
        ColumnNames columns,
        Dictionary<string, string> attributes)
    {
        Require.Defined(parts, nameof(parts));
        OnnxGraph graph = parts switch
        {
            OnnxParts.Encoder => GraphOfRows(model, inputs, columns, column => !column.NeedsDecoder),
            OnnxParts.Decoder => GraphOfCodes(model, columns),
            OnnxParts.Both => GraphOfRows(model, inputs, columns, _ => true),
            _ => throw new UnreachableException($"{nameof(OnnxParts)} has the unknown value {parts}."),
        };
        return new OnnxFile(
            graph,
            $"{(parts == OnnxParts.Both ? "Encoder and decoder" : parts.ToString())} of a {model.Kind.GetType().Name} autoencoder, {model.Architecture}.",
            [new("parts", parts.ToString()), .. ModelFile.Describe(model.Content), .. attributes]);
    }

    /// <summary>From rows to those of the wanted outputs that the model's kind has.</summary>
    private static OnnxGraph GraphOfRows(
        AutoencoderModel model, (string Name, int Width)[] inputs, ColumnNames columns, Func<OutputColumn, bool> isWanted)
    {
        OutputNames<OutputColumn> names = NamesOf(inputs.Select(input => input.Name), columns);
        var outputs = OutputColumns.All.Where(column => column.ObstacleIn(model.Kind) is null && isWanted(column));
        return AutoencoderGraph.OfRows(model, inputs, [.. outputs.Select(column => column.AsOnnxOutput(names[column], model))]);
    }

    private static OutputNames<OutputColumn> NamesOf(IEnumerable<string> inputs, ColumnNames columns) =>
        new(inputs, OutputColumns.All, columns.Of, column => column.OnnxName);

    private static OnnxFile FileOf(AutoencoderAnomalyTransformer transformer)
    {
        DetectorColumns columns = transformer.Columns;
        return FileOf(transformer.Model, [(transformer.FeatureColumnName, transformer.Model.Model.InputDimension)], columns.NameOf, columns.ToAttributes());
    }

    private static OnnxFile FileOf(AnomalyDetector detector) =>
        FileOf(detector, [("input", detector.Model.InputDimension)], nameOf: _ => null, attributes: []);

    private static OnnxFile FileOf(
        AnomalyDetector detector, (string Name, int Width)[] inputs, Func<DetectorColumn, string?> nameOf, Dictionary<string, string> attributes)
    {
        DetectorColumn[] outputs = [.. DetectorColumns.All.Where(column => column.ObstacleIn(detector.Score) is null)];
        var names = new OutputNames<DetectorColumn>(inputs.Select(input => input.Name), outputs, nameOf, column => column.OnnxName);
        OnnxGraph graph = DetectorGraph.Of(
            detector, inputs, [.. outputs.Select(column => (column.OnnxValueOf(names[column], detector), (Action<DetectorGraph, OnnxValue>)column.AddTo))]);
        return new OnnxFile(
            graph,
            $"Anomaly detector with the score {detector.Score}, over a {detector.Model.Kind.GetType().Name} autoencoder, {detector.Model.Architecture}.",
            [.. DetectorFile.Describe(detector.Content), .. ModelFile.Describe(detector.Model.Content), .. attributes]);
    }

    /// <summary>From codes to rows, with the names that both have as outputs.</summary>
    private static OnnxGraph GraphOfCodes(AutoencoderModel model, ColumnNames columns)
    {
        string code = columns.Of<LatentColumn>() ?? OutputColumns.Of<LatentColumn>().OnnxName;
        return AutoencoderGraph.OfCodes(model, code, NamesOf([code], columns)[OutputColumns.Of<ReconstructionColumn>()]);
    }
}
