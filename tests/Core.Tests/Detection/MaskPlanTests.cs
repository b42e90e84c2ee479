using MLNet.Autoencoder.Detection;

namespace MLNet.Autoencoder.Core.Tests.Detection;

public sealed class MaskPlanTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(32, 1, 32)]
    [InlineData(33, 8, 32)]
    [InlineData(1_000, 8, 32)]
    public void Few_values_are_masked_alone_and_many_in_quarters(int slots, int rounds, int masks)
    {
        MaskPlan plan = MaskPlan.For([SlotRange.Continuous(0, slots)], seed: 1);

        Assert.Equal(rounds, plan.Rounds.Length);
        Assert.Equal(masks, plan.Count);
        Assert.All(plan.Rounds.ToArray(), round => Assert.Equal(Enumerable.Range(0, slots), round.SelectMany(mask => mask).Order()));
        Assert.All(plan.Rounds.ToArray().SelectMany(round => round), mask => Assert.InRange(mask.Length, slots <= 32 ? 1 : slots / 4, (slots / 4) + 1));
    }

    [Fact]
    public void Rounds_differ_and_follow_the_seed()
    {
        SlotRange[] slots = [SlotRange.Continuous(0, 100)];
        float[] tensor = MaskPlan.For(slots, seed: 1).ToTensor(100);

        Assert.Equal(8, tensor.Chunk(100).Select(round => string.Join(',', round)).Distinct().Count());
        Assert.Equal(tensor, MaskPlan.For(slots, seed: 1).ToTensor(100));
        Assert.NotEqual(tensor, MaskPlan.For(slots, seed: 2).ToTensor(100));
    }

    [Fact]
    public void A_one_hot_group_is_never_divided()
    {
        SlotRange[] slots = [SlotRange.Continuous(0, 40), SlotRange.OneHot(40, 5)];

        Assert.All(MaskPlan.For(slots, seed: 4).Rounds.ToArray().SelectMany(round => round), mask => Assert.Contains(mask.Count(slot => slot >= 40), (int[])[0, 5]));
    }

    [Fact]
    public void A_plan_survives_its_tensor_and_no_other_tensor_is_one()
    {
        SlotRange[] slots = [SlotRange.Continuous(0, 40), SlotRange.OneHot(40, 5)];
        float[] tensor = MaskPlan.For(slots, seed: 4).ToTensor(45);

        Assert.Equal(tensor, MaskPlan.FromTensor(tensor, slots)!.ToTensor(45));
        Assert.All<float[]>(
            [[], tensor[..45], tensor[..100], With(41, tensor[41] + 1), With(0, 0.5f), With(0, -1), With(0, float.NaN), With(0, 99)],
            damaged => Assert.Null(MaskPlan.FromTensor(damaged, slots)));

        float[] With(int index, float value)
        {
            float[] changed = [.. tensor];
            changed[index] = value;
            return changed;
        }
    }
}
