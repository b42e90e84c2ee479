using MLNet.Autoencoder.Tests.Engines;

namespace MLNet.Autoencoder.Tests.Torch;

public class DeviceTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("cuda:0")]
    [InlineData("cuda:11")]
    [InlineData("mps")]
    public void A_device_is_chosen_by_name(string device) => Assert.Equal(device, new TorchSharpEngine(device).Device);

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:one")]
    [InlineData("cpu:0")]
    public void An_unknown_name_is_refused_and_the_error_lists_the_names(string device)
    {
        var error = Assert.Throws<ArgumentException>(() => new TorchSharpEngine(device));

        Assert.Contains($"\"{device}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"cuda:\" and the number of a GPU", error.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public void An_unavailable_device_is_refused()
    {
        var error = Assert.Throws<NotSupportedException>(() => Fits.Fit(engine: new TorchSharpEngine("cuda:99")));

        Assert.Contains("\"cuda:99\" is not available", error.Message, StringComparison.Ordinal);
        Assert.Contains(OperatingSystem.IsMacOS() ? "Linux and Windows" : "package TorchSharp-cuda-", error.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public void Without_a_device_the_environment_decides()
    {
        TestFit fit = TestFit.Simple();
        TrainingRequest Request(int? id, bool fallback) => new(fit.Options, fit.Initial, new GpuPreference(id, fallback), rows: 1_000);

        new TorchSharpEngine().Start(Request(id: null, fallback: false)).Dispose();
        new TorchSharpEngine().Start(Request(id: 99, fallback: true)).Dispose();
        var error = Assert.Throws<NotSupportedException>(() => new TorchSharpEngine().Start(Request(id: 99, fallback: false)));

        Assert.Contains("\"cuda:99\"", error.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public void An_explicit_device_overrides_the_environment()
    {
        TestFit fit = TestFit.Simple();

        new TorchSharpEngine("cpu").Start(new TrainingRequest(fit.Options, fit.Initial, new GpuPreference(99, false), rows: 1_000)).Dispose();
        Assert.Throws<NotSupportedException>(
            () => new TorchSharpEngine("cuda:99").Start(new TrainingRequest(fit.Options, fit.Initial, new GpuPreference(0, true), rows: 1_000)));
    }
}
