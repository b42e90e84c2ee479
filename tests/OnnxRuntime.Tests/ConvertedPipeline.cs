using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>A pipeline in the file that ML.NET's <c>ConvertToOnnx</c> wrote, loaded by ONNX Runtime.</summary>
internal sealed class ConvertedPipeline : IDisposable
{
    private readonly InferenceSession _session;

    /// <param name="mlContext">The context that converts.</param>
    /// <param name="model">The pipeline.</param>
    /// <param name="data">Data with the columns that the pipeline reads.</param>
    /// <exception cref="InvalidOperationException">ML.NET cannot convert the pipeline.</exception>
    /// <exception cref="OnnxRuntimeException">The file is not valid.</exception>
    public ConvertedPipeline(MLContext mlContext, ITransformer model, IDataView data)
    {
        byte[] file = OnnxAgreement.Saved(stream => mlContext.Model.ConvertToOnnx(model, data, stream));

        // ML.NET declares other shapes than it computes for one-hot encodings, about which the runtime warns.
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(file, options);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Computes columns for all rows at once. The names of ML.NET's outputs are those of columns with a suffix.</summary>
    public Dictionary<string, (int[] Shape, float[] Values)> Run(IDataView data, IEnumerable<string> columns)
    {
        NamedOnnxValue[] inputs = [.. _session.InputMetadata.Select(input => Input(data, data.Schema[input.Key], input.Value.Dimensions))];
        using var results = _session.Run(inputs, [.. columns.Select(column => column + ".output")]);
        return results.ToDictionary(
            result => result.Name[..^".output".Length],
            result => (result.AsTensor<float>().Dimensions.ToArray(), result.AsTensor<float>().ToArray()));
    }

    private static NamedOnnxValue Input(IDataView data, DataViewSchema.Column column, int[] dimensions)
    {
        Type item = column.Type is VectorDataViewType vector ? vector.ItemType.RawType : column.Type.RawType;
        return item == typeof(ReadOnlyMemory<char>)
            ? Tensor(column.Name, Array.ConvertAll(Values<ReadOnlyMemory<char>>(data, column), text => text.ToString()), dimensions)
            : (NamedOnnxValue)typeof(ConvertedPipeline)
                .GetMethod(nameof(Numbers), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(item)
                .Invoke(null, [data, column, dimensions])!;
    }

    private static NamedOnnxValue Numbers<T>(IDataView data, DataViewSchema.Column column, int[] dimensions) =>
        Tensor(column.Name, Values<T>(data, column), dimensions);

    private static T[] Values<T>(IDataView data, DataViewSchema.Column column) => column.Type is VectorDataViewType
        ? [.. data.GetColumn<VBuffer<T>>(column).SelectMany(row => row.DenseValues())]
        : [.. data.GetColumn<T>(column)];

    private static NamedOnnxValue Tensor<T>(string name, T[] values, int[] dimensions)
    {
        int width = dimensions[1..].Aggregate(1, (product, size) => product * size);
        return NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, [values.Length / width, .. dimensions[1..]]));
    }
}
