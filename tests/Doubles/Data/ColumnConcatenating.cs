using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concat Transform", "ConcatTransform")]

namespace Microsoft.ML.Transforms
{
    public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
    {
        private readonly IHostEnvironment _environment;
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        {
            if (inputColumnNames is null or [])
            {
                throw new ArgumentOutOfRangeException(nameof(inputColumnNames), "Input columns not specified");
            }

            (_environment, _output, _inputs) = (env, outputColumnName, inputColumnNames);
        }

        public ColumnConcatenatingTransformer Fit(IDataView input)
        {
            ArgumentNullException.ThrowIfNull(input);
            return new ColumnConcatenatingTransformer(_environment, _output, _inputs);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            ArgumentNullException.ThrowIfNull(inputSchema);
            List<SchemaShape.Column> sources = _inputs.ToList().ConvertAll(name =>
                inputSchema.TryFindColumn(name, out SchemaShape.Column column)
                    ? column
                    : throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Could not find input column '{name}'"));
            DataViewType item = sources[0].ItemType;
            foreach (SchemaShape.Column other in sources.Where(c => !c.ItemType.Equals(item)))
            {
                throw new InvalidOperationException(
                    $"Concatenated columns should have the same type. Column '{other.Name}' has type of {other.ItemType}, but expected column type is {item}.");
            }

            bool fixedSize = sources.All(c => c.Kind != SchemaShape.Column.VectorKind.VariableVector);
            bool named = fixedSize && sources.Any(c =>
                c.Kind == SchemaShape.Column.VectorKind.Scalar || c.Annotations.TryFindColumn(SlotNames.Kind, out _));
            return inputSchema.With(new(
                _output,
                fixedSize ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector,
                item,
                sources[0].IsKey,
                named ? new([new(SlotNames.Kind, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false)]) : null));
        }
    }
}

namespace Microsoft.ML.Data
{
    public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
    {
        private static readonly VersionInfo Version =
            new("CONCATEN", 1, 1, 1, typeof(ColumnConcatenatingTransformer).Assembly.FullName, "ConcatTransform");

        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
            : base(env.Register(nameof(ColumnConcatenatingTransformer))) =>
            (_output, _inputs) = (outputColumnName, inputColumnNames);

        private protected override void SaveModel(ModelSaveContext ctx)
        {
            ctx.CheckAtModel();
            ctx.SetVersionInfo(Version);
            ctx.Writer.Write(_output);
            ctx.Writer.Write(_inputs.Length);
            Array.ForEach(_inputs, ctx.Writer.Write);
        }

        private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        {
            ctx.CheckAtModel(Version);
            string output = ctx.Reader.ReadString();
            var inputs = new string[ctx.Reader.ReadInt32()];
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = ctx.Reader.ReadString();
            }

            return new ColumnConcatenatingTransformer(env, output, inputs);
        }

        private protected override IRowMapper MakeRowMapper(DataViewSchema schema)
        {
            DataViewSchema.Column[] sources = Array.ConvertAll(_inputs, name => schema.GetColumnOrNull(name)
                ?? throw new ArgumentOutOfRangeException("inputSchema", $"Could not find input column '{name}'"));
            PrimitiveDataViewType item = ItemOf(sources[0]);
            foreach (DataViewSchema.Column other in sources.Where(c => !ItemOf(c).Equals(item)))
            {
                throw new InvalidOperationException(
                    $"Column '{other.Name}' has type of {ItemOf(other)}, but expected column type is {item}.");
            }

            return new Mapper(_output, item, sources);
        }

        private static PrimitiveDataViewType ItemOf(DataViewSchema.Column column) =>
            (PrimitiveDataViewType)((column.Type as VectorDataViewType)?.ItemType ?? column.Type);

        private sealed class Mapper : IRowMapper
        {
            private readonly PrimitiveDataViewType _item;
            private readonly DataViewSchema.Column[] _sources;

            public Mapper(string outputName, PrimitiveDataViewType item, DataViewSchema.Column[] sources)
            {
                (_item, _sources) = (item, sources);
                int size = sources.Any(c => SlotNames.SizeOf(c) == 0) ? 0 : sources.Sum(SlotNames.SizeOf);
                var annotations = new DataViewSchema.Annotations.Builder();
                if (size > 0 && sources.Any(c => c.Type is not VectorDataViewType || c.HasSlotNames()))
                {
                    ReadOnlyMemory<char>[] names = sources.SelectMany(SlotNames.Of).ToArray();
                    annotations.Add(SlotNames.Kind, new VectorDataViewType(TextDataViewType.Instance, size),
                        (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, size));
                }

                OutputColumns = [new(outputName, new VectorDataViewType(item, size), annotations.ToAnnotations())];
            }

            public IReadOnlyList<DataViewSchema.DetachedColumn> OutputColumns { get; }

            public IEnumerable<int> DependenciesOf(int outputColumn) => _sources.Select(c => c.Index);

            public Delegate GetterOf(DataViewRow input, int outputColumn) => Generic.Call<Delegate>(Get<int>, _item.RawType, this, input);

            private static Delegate Get<T>(Mapper mapper, DataViewRow input)
            {
                ValueGetter<VBuffer<T>>[] parts = Array.ConvertAll(mapper._sources, c => AsVector<T>(input, c));
                var buffers = new VBuffer<T>[parts.Length];
                return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
                {
                    for (int i = 0; i < parts.Length; i++)
                    {
                        parts[i](ref buffers[i]);
                    }

                    Join(buffers, ref value);
                });
            }

            private static ValueGetter<VBuffer<T>> AsVector<T>(DataViewRow input, DataViewSchema.Column column)
            {
                if (column.Type is VectorDataViewType)
                {
                    return input.GetGetter<VBuffer<T>>(column);
                }

                ValueGetter<T> scalar = input.GetGetter<T>(column);
                return (ref VBuffer<T> value) =>
                {
                    VBufferEditor<T> editor = VBufferEditor.Create(ref value, 1);
                    scalar(ref editor.Values[0]);
                    value = editor.Commit();
                };
            }

            /// <summary>Sparse where at most half of it is there, as vectors in ML.NET are wont to be.</summary>
            private static void Join<T>(VBuffer<T>[] parts, ref VBuffer<T> value)
            {
                int length = parts.Sum(p => p.Length);
                int count = parts.Sum(p => p.GetValues().Length);
                bool dense = count > length / 2;
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, length, dense ? length : count);
                (int offset, int next) = (0, 0);
                foreach (VBuffer<T> part in parts)
                {
                    if (dense)
                    {
                        part.CopyTo(editor.Values, offset);
                    }
                    else
                    {
                        foreach (KeyValuePair<int, T> item in part.Items())
                        {
                            editor.Indices[next] = offset + item.Key;
                            editor.Values[next++] = item.Value;
                        }
                    }

                    offset += part.Length;
                }

                value = editor.Commit();
            }
        }
    }
}
