using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;
using MLNet.Autoencoder.Views;

namespace MLNet.Autoencoder.Tests;

/// <summary>A version of ML.NET without a hidden member that the library uses, simulated by renaming the member.</summary>
public sealed class MissingMemberTests
{
    [Theory]
    [InlineData("Microsoft.ML.Data", "IInternalCatalog", "get_Environment", nameof(CreateEstimator))]
    [InlineData("Microsoft.ML.Core", "ModelSaveContext", "SetVersionInfo", nameof(Save))]
    public void A_member_that_ML_NET_lacks_gives_one_error_that_names_it_and_the_version(string assembly, string type, string member, string operation)
    {
        var other = new OtherVersion(assembly, type, member);
        var copy = other.LoadFromAssemblyPath(typeof(MissingMemberTests).Assembly.Location);
        string version = typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

        var thrown = Assert.Throws<TargetInvocationException>(() => copy.GetType(typeof(MissingMemberTests).FullName!)!
            .GetMethod(operation, BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, null)).InnerException;

        var error = Assert.IsType<NotSupportedException>(thrown);
        Assert.Contains($"Microsoft.ML {version}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{type}.{member}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_interface_of_ConvertToOnnx_everything_else_works()
    {
        var other = new OtherVersion("Microsoft.ML.Data", "ISaveAsOnnx", "SaveAsOnnx");
        var copy = other.LoadFromAssemblyPath(typeof(MissingMemberTests).Assembly.Location);

        copy.GetType(typeof(MissingMemberTests).FullName!)!
            .GetMethod(nameof(FitAndRead), BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, null);
    }

    private static void FitAndRead()
    {
        var data = TestData.Good();
        IDataView features = Configurations.Estimator("latent only").Fit(data).Transform(data);
        Assert.IsType<AutoencoderDataView>(features);
        Assert.NotEmpty(ViewReader.Rows(features, ViewReader.FloatColumns(features.Schema)));
    }

    private static void CreateEstimator() => new MLContext().Transforms.AutoencoderFeatures("Latent");

    private static void Save()
    {
        var data = TestData.Good();
        SaveAndLoad.Save(Configurations.Estimator("latent only").Fit(data), data.Schema);
    }

    /// <summary>A second copy of ML.NET, the library and this test, with one method of one assembly renamed.</summary>
    private sealed class OtherVersion(string changedAssembly, string type, string method) : AssemblyLoadContext
    {
        // After RVA, ImplFlags and Flags (ECMA-335, II.22.26).
        private const int NameInMethodRow = 8;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
            bool isCopied = assemblyName.Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal)
                || assemblyName.Name.StartsWith("MLNet.", StringComparison.Ordinal);
            return !isCopied ? null : assemblyName.Name == changedAssembly ? LoadFromStream(Renamed(path)) : LoadFromAssemblyPath(path);
        }

        /// <summary>The assembly with the first letter of the method's name removed, by advancing the name's offset in the heap by one.</summary>
        private MemoryStream Renamed(string path)
        {
            byte[] assembly = File.ReadAllBytes(path);
            using var file = new PEReader(ImmutableArray.Create(assembly));
            MetadataReader metadata = file.GetMetadataReader();
            MethodDefinitionHandle renamed = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Single(candidate => metadata.GetString(candidate.Name) == type)
                .GetMethods().Single(handle => metadata.GetString(metadata.GetMethodDefinition(handle).Name) == method);
            int row = metadata.GetTableMetadataOffset(TableIndex.MethodDef)
                + ((MetadataTokens.GetRowNumber(renamed) - 1) * metadata.GetTableRowSize(TableIndex.MethodDef));
            Span<byte> name = assembly.AsSpan(file.PEHeaders.MetadataStartOffset + row + NameInMethodRow);
            if (metadata.GetHeapSize(HeapIndex.String) > ushort.MaxValue)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(name, BinaryPrimitives.ReadUInt32LittleEndian(name) + 1);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(name, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(name) + 1));
            }

            return new MemoryStream(assembly);
        }
    }
}
