extern alias internals;

using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Autoencoder.Seam;

/// <summary>
/// The operations of ML.NET that extensions need but the package hides, in ordinary types. See README.md in this folder.
/// </summary>
/// <remarks>
/// If the loaded Microsoft.ML lacks the hidden member, an operation throws a <see cref="NotSupportedException"/> that names the version found
/// and the versions tested.
/// </remarks>
internal static class MLNetInternals
{
    /// <summary>The versions of Microsoft.ML that the tests of this library were run with.</summary>
    public const string TestedVersions = "3.0.1, 4.0.2, 5.0.0, 5.0.1 and 6.0.0";

    /// <summary>
    /// The environment behind a catalog, such as <c>mlContext.Transforms</c> or <c>mlContext.AnomalyDetection.Trainers</c>: its randomness, log and cancellation.
    /// </summary>
    public static IHostEnvironment EnvironmentOf(object catalog) => Guard(Hidden.EnvironmentOf, catalog);

    /// <summary>Whether the environment has been told to cancel everything that runs in it.</summary>
    public static bool IsCanceled(IHostEnvironment environment) => Guard(Hidden.IsCanceled, environment);

    /// <summary>The GPU that the environment names: the current values of <c>MLContext.GpuDeviceId</c> and <c>FallbackToCpu</c>.</summary>
    public static (int? DeviceId, bool FallbackToCpu) GpuOf(IHostEnvironment environment) => Guard(Hidden.GpuOf, environment);

    /// <summary>A column as an estimator promises it.</summary>
    public static SchemaShape.Column ShapeColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, SchemaShape? annotations = null) =>
        Guard(Hidden.ShapeColumn, (name, kind, itemType, annotations));

    /// <summary>What a trainer tells ML.NET about itself.</summary>
    /// <param name="supportsValidation">Whether it can use validation data.</param>
    public static TrainerInfo NewTrainerInfo(bool supportsValidation) => Guard(Hidden.NewTrainerInfo, supportsValidation);

    /// <summary>Writes the header and returns the stream for the component's own bytes. ML.NET owns the stream.</summary>
    public static Stream BeginSave(ModelSaveContext context, ModelStreamHeader header) => Guard(Hidden.BeginSave, (context, header));

    /// <summary>Checks the header and returns the stream, positioned at the component's own bytes. ML.NET owns the stream.</summary>
    /// <exception cref="FormatException">The header is another component's, or of a version that cannot be read.</exception>
    /// <param name="context">ML.NET's ModelLoadContext, which is hidden itself.</param>
    /// <param name="header">The header expected.</param>
    public static Stream BeginLoad(object context, ModelStreamHeader header) => Guard(Hidden.BeginLoad, (context, header));

    /// <summary>The view in a form that ML.NET's conversion to ONNX can use, or the view itself if this ML.NET has no such form.</summary>
    public static IDataView ConvertibleToOnnx(IOnnxDataView view)
    {
        try
        {
            return Guard<IOnnxDataView, IDataView>(convertible => new OnnxDataView(convertible), view);
        }
        catch (NotSupportedException)
        {
            return view;
        }
    }

    /// <summary>Lets a view add itself to the graph that ML.NET's conversion to ONNX is building.</summary>
    /// <param name="context">ML.NET's OnnxContext, which is hidden itself.</param>
    /// <param name="view">The view.</param>
    public static void AddToOnnx(object context, IOnnxDataView view) => Guard(Hidden.AddToOnnx, (context, view));

    /// <summary>Calls an operation of <see cref="Hidden"/>. It is compiled, and so bound to ML.NET, only inside the try.</summary>
    internal static TResult Guard<TArgument, TResult>(Func<TArgument, TResult> operation, TArgument argument)
    {
        try
        {
            return operation(argument);
        }
        catch (Exception missing) when (missing is MemberAccessException or TypeLoadException)
        {
            throw new NotSupportedException(
                $"This version of MLNet.Autoencoder does not work with Microsoft.ML {FoundVersion()}; it was tested with {TestedVersions}. "
                + $"Use one of those versions, or a newer MLNet.Autoencoder. Details: {missing.Message}",
                missing);
        }
    }

    private static string FoundVersion()
    {
        Assembly found = typeof(ITransformer).Assembly;
        string? version = found.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+')[0] ?? found.GetName().Version?.ToString() ?? "of unknown version";
    }

    /// <summary>
    /// The hidden members themselves. A cast through object converts between the package's view and the contract's view of a type, which are
    /// one type at run time. None may be inlined: a missing member surfaces when the method that names it is compiled.
    /// </summary>
    private static class Hidden
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static IHostEnvironment EnvironmentOf(object catalog) =>
            (IHostEnvironment)(object)((internals::Microsoft.ML.Data.IInternalCatalog)catalog).Environment;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static bool IsCanceled(IHostEnvironment environment) =>
            (object)environment is internals::Microsoft.ML.Runtime.ICancelable { IsCanceled: true };

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static (int? DeviceId, bool FallbackToCpu) GpuOf(IHostEnvironment environment) =>
            (object)environment is internals::Microsoft.ML.Runtime.IHostEnvironmentInternal known
                ? (known.GpuDeviceId, known.FallbackToCpu)
                : default;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static SchemaShape.Column ShapeColumn(
            (string Name, SchemaShape.Column.VectorKind Kind, DataViewType ItemType, SchemaShape? Annotations) column) =>
            (SchemaShape.Column)(object)new internals::Microsoft.ML.SchemaShape.Column(
                column.Name,
                (internals::Microsoft.ML.SchemaShape.Column.VectorKind)(int)column.Kind,
                column.ItemType,
                isKey: false,
                (internals::Microsoft.ML.SchemaShape?)(object?)column.Annotations);

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static TrainerInfo NewTrainerInfo(bool supportsValidation) =>
            (TrainerInfo)(object)new internals::Microsoft.ML.TrainerInfo(normalization: false, calibration: false, caching: false, supportValid: supportsValidation);

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static Stream BeginSave((ModelSaveContext Context, ModelStreamHeader Header) model)
        {
            var context = (internals::Microsoft.ML.ModelSaveContext)(object)model.Context;
            context.CheckAtModel();
            context.SetVersionInfo(VersionInfoOf(model.Header));
            return context.Writer.BaseStream;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static Stream BeginLoad((object Context, ModelStreamHeader Header) model)
        {
            var context = (internals::Microsoft.ML.ModelLoadContext)model.Context;
            context.CheckAtModel(VersionInfoOf(model.Header));
            return context.Reader.BaseStream;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static bool AddToOnnx((object Context, IOnnxDataView View) conversion)
        {
            conversion.View.AddTo(new OnnxPipeline((internals::Microsoft.ML.Model.OnnxConverter.OnnxContext)conversion.Context));
            return true;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static internals::Microsoft.ML.VersionInfo VersionInfoOf(ModelStreamHeader header) => new(
            modelSignature: header.Signature,
            verWrittenCur: header.Version,
            verReadableCur: header.OldestReader,
            verWeCanReadBack: header.OldestReadable,
            loaderAssemblyName: header.LoaderAssemblyName,
            loaderSignature: header.LoaderSignature);
    }
}
