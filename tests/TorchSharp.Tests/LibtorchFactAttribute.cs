using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>A test that runs libtorch: skipped on platforms without a libtorch package; fails with the reason if libtorch does not load.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("MLNet.Autoencoder.Tests.Torch." + nameof(LibtorchFactDiscoverer), "MLNet.Autoencoder.TorchSharp.Tests")]
internal sealed class LibtorchFactAttribute : FactAttribute
{
    public LibtorchFactAttribute() => Skip = Libtorch.ReasonToSkip;
}

/// <summary>The same for tests of the Linux loader.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("MLNet.Autoencoder.Tests.Torch." + nameof(LibtorchFactDiscoverer), "MLNet.Autoencoder.TorchSharp.Tests")]
internal sealed class LinuxLibtorchFactAttribute : FactAttribute
{
    public LinuxLibtorchFactAttribute() => Skip = Libtorch.ReasonToSkip ?? (OperatingSystem.IsLinux() ? null : "Linux only.");
}

/// <summary>The same for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("MLNet.Autoencoder.Tests.Torch." + nameof(LibtorchTheoryDiscoverer), "MLNet.Autoencoder.TorchSharp.Tests")]
internal sealed class LibtorchTheoryAttribute : TheoryAttribute
{
    public LibtorchTheoryAttribute() => Skip = Libtorch.ReasonToSkip;
}

/// <summary>Finds the single case of a fact, or the reason that it cannot run.</summary>
internal sealed class LibtorchFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        Libtorch.Failure(DiagnosticMessageSink, discoveryOptions, testMethod) is { } failure
            ? [failure]
            : base.Discover(discoveryOptions, testMethod, factAttribute);
}

/// <summary>Finds the cases of a theory, or the reason that they cannot run.</summary>
internal sealed class LibtorchTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        Libtorch.Failure(DiagnosticMessageSink, discoveryOptions, testMethod) is { } failure
            ? [failure]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
