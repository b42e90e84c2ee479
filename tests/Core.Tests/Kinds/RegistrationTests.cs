using System.Text.Json.Serialization;

namespace MLNet.Autoencoder.Core.Tests.Kinds;

/// <summary>A choice that is not registered could be fitted but not saved, and a kind that is not listed would not be tested.</summary>
public class RegistrationTests
{
    [Theory]
    [InlineData(typeof(AutoencoderKind))]
    [InlineData(typeof(Sparsity))]
    [InlineData(typeof(Corruption))]
    [InlineData(typeof(ReconstructionLoss))]
    [InlineData(typeof(AuxiliaryLoss))]
    public void Every_choice_is_registered_for_files(Type choice) => Assert.Equal(
        choice.Assembly.GetTypes().Where(type => type.IsSubclassOf(choice) && !type.IsAbstract).ToHashSet(),
        choice.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>().Select(line => line.DerivedType).ToHashSet());

    [Theory]
    [InlineData(typeof(AutoencoderKind))]
    [InlineData(typeof(Sparsity))]
    public void Every_kind_is_in_the_list_of_the_tests(Type choice)
    {
        IEnumerable<object> listed = TestKinds.All.SelectMany<AutoencoderKind, object>(kind => kind is Sparse sparse ? [kind, sparse.Sparsity] : [kind]);

        Assert.Equal(
            choice.Assembly.GetTypes().Where(type => type.IsSubclassOf(choice) && !type.IsAbstract).ToHashSet(),
            listed.Where(choice.IsInstanceOfType).Select(item => item.GetType()).ToHashSet());
    }

    [Fact]
    public void Every_auxiliary_loss_is_in_the_list_of_the_tests() => Assert.Equal(
        typeof(AuxiliaryLoss).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AuxiliaryLoss)) && !type.IsAbstract).ToHashSet(),
        TestLabels.All.SelectMany(labels => labels.Losses).Select(loss => loss.GetType()).ToHashSet());
}
