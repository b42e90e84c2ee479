// The members of Microsoft.ML.Core that the library needs but the package hides. Signatures only: see Seam/README.md.
using System;
using System.IO;
using Microsoft.ML.Data;

namespace Microsoft.ML
{
    public sealed class ModelSaveContext
    {
        public readonly BinaryWriter Writer = null!;

        private ModelSaveContext() => throw null!;

        public void CheckAtModel() => throw null!;

        public void SetVersionInfo(VersionInfo ver) => throw null!;
    }

    /// <summary>Stands for the public interface, which a hidden one requires.</summary>
    public interface ICanSaveModel
    {
        void Save(ModelSaveContext ctx);
    }

    public sealed class ModelLoadContext
    {
        public readonly BinaryReader Reader = null!;

        private ModelLoadContext() => throw null!;

        public void CheckAtModel(VersionInfo ver) => throw null!;
    }

    public readonly struct VersionInfo
    {
        public VersionInfo(
            string modelSignature,
            uint verWrittenCur,
            uint verReadableCur,
            uint verWeCanReadBack,
            string loaderAssemblyName,
            string? loaderSignature = null,
            string? loaderSignatureAlt = null) => throw null!;
    }

    public delegate void SignatureLoadModel(ModelLoadContext ctx);

    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class LoadableClassAttribute : Attribute
    {
        public LoadableClassAttribute(
            Type instType, Type loaderType, Type? argType, Type sigType, string userName, params string[] loadNames) => throw null!;
    }

    public sealed class TrainerInfo
    {
        public TrainerInfo(
            bool normalization = true,
            bool calibration = false,
            bool caching = true,
            bool supportValid = false,
            bool supportIncrementalTrain = false,
            bool supportTest = false) => throw null!;
    }

    public sealed class SchemaShape
    {
        private SchemaShape() => throw null!;

        public struct Column
        {
            public enum VectorKind
            {
                Scalar,
                Vector,
                VariableVector,
            }

            public Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape? annotations = null) => throw null!;
        }
    }
}

namespace Microsoft.ML.Runtime
{
    /// <summary>Stands for the public interface, which a hidden member returns.</summary>
    public interface IHostEnvironment
    {
    }

    public interface ICancelable
    {
        bool IsCanceled { get; }
    }

    public interface IHostEnvironmentInternal : IHostEnvironment
    {
        bool FallbackToCpu { get; set; }

        int? GpuDeviceId { get; set; }
    }
}
