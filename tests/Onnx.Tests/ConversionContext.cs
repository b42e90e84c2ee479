using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Onnx;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>
/// What ML.NET's conversion passes to a view: its hidden class OnnxContext. Only the members that are used are implemented here. Names follow
/// its rules: every name is treated as a column name.
/// </summary>
internal sealed class ConversionContext
{
    private static readonly Assembly MLNetData = typeof(MLContext).Assembly;
    private static readonly Type Context = Implement(Hidden("OnnxContext"));
    private static readonly Type Node = Implement(Hidden("OnnxNode"));

    private readonly Dictionary<string, string> _variables;
    private readonly HashSet<string> _taken;
    private readonly List<OnnxConstant> _constants = [];
    private readonly List<OnnxNode> _nodes = [];
    private readonly HashSet<string> _nodeNames = [];

    /// <param name="columns">The columns that the graph knows.</param>
    public ConversionContext(IEnumerable<string> columns)
    {
        _taken = [.. columns];
        _variables = _taken.ToDictionary(column => column);
    }

    public int OperatorSet { get; init; } = 12;

    /// <summary>The variable that holds a column; null if there is none.</summary>
    public string? VariableOf(string column) => _variables.GetValueOrDefault(column);

    /// <summary>Lets a view add itself to the graph, as the conversion does.</summary>
    public void Add(IDataView view)
    {
        Type transform = Hidden("ITransformCanSaveOnnx");
        Assert.IsAssignableFrom(transform, view);
        object context = New(Context, Handle);
        Assert.Equal(true, Hidden("ICanSaveOnnx").GetMethod("CanSaveOnnx")!.Invoke(view, [context]));
        Hidden("ISaveAsOnnx").GetMethod("SaveAsOnnx")!.Invoke(view, BindingFlags.DoNotWrapExceptions, null, [context], null);
    }

    /// <summary>The file of the graph.</summary>
    public byte[] Save(IEnumerable<OnnxValue> inputs, IEnumerable<OnnxValue> outputs)
    {
        var graph = new OnnxGraph([.. inputs], [.. outputs], _constants, _nodes);
        return OnnxAgreement.Saved(new OnnxFile(graph, "", []).Write);
    }

    private static Type Hidden(string name) => MLNetData.GetType("Microsoft.ML.Model.OnnxConverter." + name, throwOnError: true)!;

    private object? Handle(string member, object?[] arguments) => (member, arguments) switch
    {
        ("GetNodeName", [string prefix]) => prefix + _nodeNames.Count,
        ("ContainsColumn", [string column]) => _variables.ContainsKey(column),
        ("CheckOpSetVersion", [int minimum, string]) => minimum <= OperatorSet ? null : throw new ArgumentOutOfRangeException(nameof(OperatorSet)),
        ("RemoveColumn", [string column, false]) => _variables.Remove(column),
        ("GetVariableName", [string column]) => _variables[column],
        ("AddIntermediateVariable", [not null, string column, false]) => NewVariable(column),
        ("AddIntermediateVariable", [_, string column, true]) => NewVariable(column),
        ("AddInitializer", [float value, string name, true]) => Add(new OnnxNumbers(NewVariable(name), [], new[] { value })),
        ("AddInitializer", [IEnumerable<float> values, IEnumerable<long> dims, string name, true]) =>
            Add(new OnnxNumbers(NewVariable(name), [.. dims.Select(size => (int)size)], values.ToArray())),
        ("AddInitializer", [IEnumerable<long> values, IEnumerable<long>, string name, true]) => Add(new OnnxIntegers(NewVariable(name), [.. values])),
        ("CreateNode", [string operation, IEnumerable<string> inputs, IEnumerable<string> outputs, string name, ""]) =>
            NewNode(operation, [.. inputs], [.. outputs], name),
        _ => throw new NotSupportedException($"{member}({string.Join(", ", arguments)})"),
    };

    private string NewVariable(string column)
    {
        string name = column;
        for (int i = 0; !_taken.Add(name); i++)
        {
            name = column + i;
        }

        return _variables[column] = name;
    }

    private string Add(OnnxConstant constant)
    {
        _constants.Add(constant);
        return constant.Name;
    }

    private object NewNode(string operation, string[] inputs, string[] outputs, string name)
    {
        Assert.True(_nodeNames.Add(name));
        var attributes = new List<OnnxAttribute>();
        _nodes.Add(new OnnxNode(operation, inputs, outputs, attributes));
        return New(Node, (_, arguments) =>
        {
            attributes.Add(arguments[1] is long number
                ? OnnxAttribute.Number((string)arguments[0]!, number)
                : OnnxAttribute.List((string)arguments[0]!, (IEnumerable<long>)arguments[1]!));
            return null;
        });
    }

    private static object New(Type implemented, Func<string, object?[], object?> handler)
    {
        object instance = Activator.CreateInstance(implemented)!;
        implemented.GetField(nameof(Handle))!.SetValue(instance, handler);
        return instance;
    }

    /// <summary>Derives a class from a hidden one. Each of its abstract methods passes its name and arguments to the function in a field.</summary>
    private static Type Implement(Type hidden)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Conversion"), AssemblyBuilderAccess.Run);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(
            typeof(IgnoresAccessChecksToAttribute).GetConstructors().Single(), [MLNetData.GetName().Name]));
        TypeBuilder type = assembly.DefineDynamicModule("Conversion").DefineType("Implemented", TypeAttributes.Public, hidden);
        FieldBuilder handler = type.DefineField(nameof(Handle), typeof(Func<string, object?[], object?>), FieldAttributes.Public);
        foreach (MethodInfo method in hidden.GetMethods().Where(method => method.IsAbstract))
        {
            Override(type, method, handler);
        }

        return type.CreateType();
    }

    private static void Override(TypeBuilder type, MethodInfo method, FieldBuilder handler)
    {
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        ILGenerator code = type
            .DefineMethod(method.Name, MethodAttributes.Public | MethodAttributes.Virtual, method.ReturnType, parameters)
            .GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldfld, handler);
        code.Emit(OpCodes.Ldstr, method.Name);
        code.Emit(OpCodes.Ldc_I4, parameters.Length);
        code.Emit(OpCodes.Newarr, typeof(object));
        for (int i = 0; i < parameters.Length; i++)
        {
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldarg, i + 1);
            code.Emit(OpCodes.Box, parameters[i]);
            code.Emit(OpCodes.Stelem_Ref);
        }

        code.Emit(OpCodes.Callvirt, handler.FieldType.GetMethod("Invoke")!);
        if (method.ReturnType == typeof(void))
        {
            code.Emit(OpCodes.Pop);
        }
        else
        {
            code.Emit(OpCodes.Unbox_Any, method.ReturnType);
        }

        code.Emit(OpCodes.Ret);
    }
}
