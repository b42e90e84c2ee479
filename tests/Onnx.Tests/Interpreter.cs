using System.Globalization;
using Onnx;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>
/// Computes a graph in double precision, operator by operator, according to the specification of operator set 12. Supports the operators that the
/// files use, on matrices <c>[batch, n]</c> and what is broadcast to them. Where the specification leaves a choice, the worst case is taken: ReLU
/// turns NaN into 0.
/// </summary>
internal sealed class Interpreter(ParsedModel model)
{
    /// <summary>The attributes that each operator must have for the interpretation here; other operators must have none.</summary>
    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["Cast"] = ["to"],
        ["Concat"] = ["axis=1"],
        ["Flatten"] = ["axis=1"],
        ["Gemm"] = ["transB=1"],
        ["ReduceMin"] = ["axes=1", "keepdims=1"],
        ["ReduceSumSquare"] = ["axes=1", "keepdims=1"],
        ["ScatterElements"] = ["axis=1"],
        ["Softmax"] = ["axis=1"],
        ["Split"] = ["axis=1", "split"],
        ["TopK"] = ["axis=1"],
    };

    public static OnnxRun Load(byte[] bytes)
    {
        var interpreter = new Interpreter(new ParsedModel(bytes));
        return interpreter.Run;
    }

    public IReadOnlyDictionary<string, float[]> Run(IReadOnlyDictionary<string, float[]> inputs, int rows)
    {
        Assert.Equal(model.Inputs.Select(input => input.Name), inputs.Keys);
        Dictionary<string, Tensor> values = model.Constants.ToDictionary(
            constant => constant.Name, constant => new Tensor(constant.Shape, constant.Values));
        foreach (ParsedValue input in model.Inputs)
        {
            values.Add(input.Name, new Tensor([rows, input.Width], [.. inputs[input.Name].Select(value => (double)value)]));
        }

        foreach (NodeProto node in model.Nodes)
        {
            CheckAttributes(node);
            Tensor[] results = Compute(node, [.. node.Input.Select(name => values[name])]);
            Assert.Equal(node.Output.Count, results.Length);
            foreach ((string name, Tensor result) in node.Output.Zip(results))
            {
                values.Add(name, result);
            }
        }

        Assert.All(model.Outputs, output => Assert.Equal([rows, output.Width], values[output.Name].Shape));
        return model.Outputs.ToDictionary(output => output.Name, output => Array.ConvertAll(values[output.Name].Values, value => (float)value));
    }

    private static Tensor[] Compute(NodeProto node, Tensor[] inputs) => node.OpType switch
    {
        "Abs" => [Tensor.Each(inputs, x => Math.Abs(x[0]))],
        "Add" => [Tensor.Each(inputs, x => x[0] + x[1])],
        "Asinh" => [Tensor.Each(inputs, x => Math.Asinh(x[0]))],
        "Cast" => [Tensor.Each(inputs, x => ValuesOf(node, "to") is [9] && x[0] != 0 ? 1 : x[0])],
        "Clip" => [Tensor.Each(inputs, x => Math.Clamp(x[0], x[1], x.Length > 2 ? x[2] : double.PositiveInfinity))],
        "Concat" => [Tensor.Concatenated(inputs)],
        "ConstantOfShape" => [Tensor.Zeros((int)inputs[0].Values[0], (int)inputs[0].Values[1])],
        "Div" => [Tensor.Each(inputs, x => x[0] / x[1])],
        "Flatten" => [new Tensor([inputs[0].Shape[0], inputs[0].Shape[1..].Aggregate(1, (product, size) => product * size)], inputs[0].Values)],
        "Gemm" => [Tensor.Each([inputs[0].TimesTransposed(inputs[1]), inputs[2]], x => x[0] + x[1])],
        "Greater" => [Tensor.Each(inputs, x => x[0] > x[1] ? 1 : 0)],
        "Identity" => inputs,
        "IsNaN" => [Tensor.Each(inputs, x => double.IsNaN(x[0]) ? 1 : 0)],
        "LessOrEqual" => [Tensor.Each(inputs, x => x[0] <= x[1] ? 1 : 0)],
        "Mul" => [Tensor.Each(inputs, x => x[0] * x[1])],
        "ReduceMin" => [inputs[0].EachRow(row => [row.Min()])],
        "ReduceSumSquare" => [inputs[0].EachRow(row => [row.Sum(value => value * value)])],
        "Relu" => [Tensor.Each(inputs, x => x[0] > 0 ? x[0] : 0)],
        "ScatterElements" => [inputs[0].Scattered(inputs[1], inputs[2])],
        "Shape" => [new Tensor([inputs[0].Shape.Length], [.. inputs[0].Shape.Select(size => (double)size)])],
        "Sigmoid" => [Tensor.Each(inputs, x => 1 / (1 + Math.Exp(-x[0])))],
        "Sinh" => [Tensor.Each(inputs, x => Math.Sinh(x[0]))],
        "Softmax" => [inputs[0].EachRow(Softmax)],
        "Split" => inputs[0].Split(ValuesOf(node, "split")),
        "Sub" => [Tensor.Each(inputs, x => x[0] - x[1])],
        "Tanh" => [Tensor.Each(inputs, x => Math.Tanh(x[0]))],
        "TopK" => Largest(inputs[0], (int)inputs[1].Values[0]),
        "Where" => [Tensor.Each(inputs, x => x[0] != 0 ? x[1] : x[2])],
        var other => throw new NotSupportedException($"The operator {other} is not supported."),
    };

    private static void CheckAttributes(NodeProto node)
    {
        string[] expected = Expected.GetValueOrDefault(node.OpType, []);
        Assert.Equal(expected.Length, node.Attribute.Count);
        Assert.All(expected, attribute =>
        {
            string[] parts = attribute.Split('=');
            long[] values = ValuesOf(node, parts[0]);
            Assert.True(parts.Length == 1 || values.SequenceEqual([long.Parse(parts[1], CultureInfo.InvariantCulture)]), attribute);
        });
    }

    /// <summary>The value of an attribute; a single number is a list of one.</summary>
    private static long[] ValuesOf(NodeProto node, string name)
    {
        AttributeProto attribute = node.Attribute.Single(attribute => attribute.Name == name);
        return attribute.Type switch
        {
            AttributeProto.Types.AttributeType.Int => [attribute.I],
            AttributeProto.Types.AttributeType.Ints => [.. attribute.Ints],
            var other => throw new FormatException($"An attribute has the unexpected type {other}."),
        };
    }

    private static double[] Softmax(double[] row)
    {
        double[] exponentials = Array.ConvertAll(row, value => Math.Exp(value - row.Max()));
        return Array.ConvertAll(exponentials, value => value / exponentials.Sum());
    }

    /// <summary>Equal values keep their order, because OrderBy is stable.</summary>
    private static Tensor[] Largest(Tensor values, int count)
    {
        Assert.DoesNotContain(double.NaN, values.Values);
        int[][] units = [.. values.Rows.Select(row => Enumerable.Range(0, row.Length).OrderByDescending(unit => row[unit]).Take(count).ToArray())];
        return
        [
            Tensor.OfRows(units.Zip(values.Rows, (chosen, row) => Array.ConvertAll(chosen, unit => row[unit]))),
            Tensor.OfRows(units.Select(chosen => Array.ConvertAll(chosen, unit => (double)unit))),
        ];
    }

    /// <summary>An array of no, one or two dimensions.</summary>
    private sealed record Tensor(int[] Shape, double[] Values)
    {
        private int Width => Shape is [] ? 1 : Shape[^1];

        public IEnumerable<double[]> Rows => Values.Chunk(Width);

        /// <summary>Applies a function to each element, after repeating rows or columns of the inputs to a common shape.</summary>
        public static Tensor Each(Tensor[] inputs, Func<double[], double> function)
        {
            int rows = inputs.Max(input => input.Values.Length / input.Width), width = inputs.Max(input => input.Width);
            int[] shape = inputs.MaxBy(input => input.Shape.Length)!.Shape;
            IEnumerable<double> results = Enumerable.Range(0, rows * width)
                .Select(i => function(Array.ConvertAll(inputs, input => input.At(i / width, i % width))));
            return new(shape is [_, _] ? [rows, width] : shape, [.. results]);
        }

        public static Tensor Zeros(int rows, int width) => new([rows, width], new double[rows * width]);

        public static Tensor OfRows(IEnumerable<double[]> rows)
        {
            double[][] all = [.. rows];
            return new([all.Length, all[0].Length], [.. all.SelectMany(row => row)]);
        }

        public static Tensor Concatenated(Tensor[] parts) => OfRows(Enumerable.Range(0, parts[0].Shape[0]).Select(
            i => parts.SelectMany(part => part.Values.AsSpan(i * part.Width, part.Width).ToArray()).ToArray()));

        public Tensor EachRow(Func<double[], double[]> function) => OfRows(Rows.Select(function));

        public Tensor TimesTransposed(Tensor weight) => OfRows(Rows.Select(
            row => weight.Rows.Select(other => row.Zip(other, (a, b) => a * b).Sum()).ToArray()));

        public Tensor[] Split(long[] widths)
        {
            var parts = new List<Tensor>();
            int start = 0;
            foreach (int width in widths)
            {
                int from = start;
                parts.Add(EachRow(row => row[from..(from + width)]));
                start += width;
            }

            Assert.Equal(Width, start);
            return [.. parts];
        }

        public Tensor Scattered(Tensor places, Tensor values)
        {
            double[] results = [.. Values];
            for (int i = 0; i < places.Values.Length; i++)
            {
                results[(i / places.Width * Width) + (int)places.Values[i]] = values.Values[i];
            }

            return this with { Values = results };
        }

        private double At(int row, int column) => Values[((Values.Length == Width ? 0 : row) * Width) + (Width == 1 ? 0 : column)];
    }
}
