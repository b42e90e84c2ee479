namespace MLNet.Autoencoder.Tests.Torch;

public class DeviceTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("cuda:0")]
    [InlineData("cuda:11")]
    [InlineData("mps")]
    public void A_device_is_taken_by_its_name(string device) => Assert.Equal(device, new TorchSharpEngine(device).Device);

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:one")]
    [InlineData("cpu:0")]
    public void Another_text_is_refused_with_the_names_there_are(string device)
    {
        var error = Assert.Throws<ArgumentException>(() => new TorchSharpEngine(device));

        Assert.Contains($"\"{device}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"cuda:\" and the number of a GPU", error.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public void A_device_that_is_not_there_is_refused_before_a_row_is_read()
    {
        var rows = new UnreadableRows();

        var error = Assert.Throws<NotSupportedException>(
            () => AutoencoderModel.Fit(rows, new AutoencoderOptions { Engine = new TorchSharpEngine("cuda:99") }));

        Assert.Contains("\"cuda:99\" is not available", error.Message, StringComparison.Ordinal);
        Assert.Contains(OperatingSystem.IsMacOS() ? "Linux and Windows" : "package TorchSharp-cuda-", error.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public void Without_a_device_the_environment_decides()
    {
        Problem problem = new(Activation.Silu, ReconstructionLoss.Gaussian, [6], 1f);
        TrainingRequest Request(int? id, bool fallback) => new(problem.Options, problem.Initial, new GpuPreference(id, fallback));

        new TorchSharpEngine().Start(Request(id: null, fallback: false)).Dispose();
        new TorchSharpEngine().Start(Request(id: 99, fallback: true)).Dispose();
        var error = Assert.Throws<NotSupportedException>(() => new TorchSharpEngine().Start(Request(id: 99, fallback: false)));

        Assert.Contains("\"cuda:99\"", error.Message, StringComparison.Ordinal);
    }

    [LibtorchFact]
    public void A_device_given_counts_for_more_than_the_environment()
    {
        Problem problem = new(Activation.Silu, ReconstructionLoss.Gaussian, [6], 1f);

        new TorchSharpEngine("cpu").Start(new TrainingRequest(problem.Options, problem.Initial, new GpuPreference(99, false))).Dispose();
        Assert.Throws<NotSupportedException>(
            () => new TorchSharpEngine("cuda:99").Start(new TrainingRequest(problem.Options, problem.Initial, new GpuPreference(0, true))));
    }

    [LibtorchFact]
    public void What_the_engine_does_not_know_is_refused_by_name()
    {
        var problem = new Problem(Activation.Silu, ReconstructionLoss.Gaussian, [6], 1f);
        problem.Options.Reconstruction = (ReconstructionLoss)77;

        var error = Assert.Throws<NotSupportedException>(() => new TorchSharpEngine("cpu").Start(problem.Request));

        Assert.Contains("Reconstruction 77", error.Message, StringComparison.Ordinal);
    }

    private sealed class UnreadableRows : IRowSource
    {
        public int Dimension => 3;

        public IRowReader Open() => throw new InvalidOperationException("No row should be read.");
    }
}
