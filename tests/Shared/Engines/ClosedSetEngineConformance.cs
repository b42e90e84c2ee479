namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>The tests for an engine that knows a closed set of options: what came to the library later is refused by name, never approximated.</summary>
public abstract class ClosedSetEngineConformance : EngineConformance
{
    [EngineFact]
    public void An_unknown_kind_is_refused_by_name() => AssertRefused(options => options.Kind = new UnknownKind(), nameof(UnknownKind));

    [EngineFact]
    public void An_unknown_sparsity_is_refused_by_name() =>
        AssertRefused(options => options.Kind = new Sparse { Sparsity = new UnknownSparsity() }, nameof(UnknownSparsity));

    [EngineFact]
    public void An_unknown_kind_of_slot_is_refused_by_name() => AssertRefused(LaterVersion.With(TestFit.Simple().Request, (SlotKind)77), "SlotKind 77");

    [EngineFact]
    public void An_unknown_activation_is_refused_by_name()
    {
        TestFit fit = TestFit.Simple();
        NetworkArchitecture architecture = LaterVersion.With(fit.Initial.Architecture, (Activation)77);
        var parameters = new NetworkParameters(fit.Options.Kind.Definition.LayoutOf(architecture));

        AssertRefused(new TrainingRequest(fit.Options, parameters, gpu: default, rows: 1_000), "Activation 77");
    }

    [EngineFact]
    public void An_unknown_auxiliary_loss_is_refused_by_name()
    {
        TestFit fit = TestFit.Simple();

        AssertRefused(new TrainingRequest(fit.Options, fit.Initial, gpu: default, rows: 1_000, [new UnknownLoss()]), nameof(UnknownLoss));
    }

    private void AssertRefused(Action<AutoencoderOptions> change, string name)
    {
        TestFit fit = TestFit.Simple();
        change(fit.Options);
        AssertRefused(fit.Request, name);
    }

    private void AssertRefused(TrainingRequest request, string name)
    {
        var error = Assert.Throws<NotSupportedException>(() => Create().Start(request));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }
}
