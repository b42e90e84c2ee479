using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class Philox4x32Tests
{
    /// <summary>The known answers published with Random123.</summary>
    [Theory]
    [InlineData(
        new[] { 0u, 0u, 0u, 0u }, new[] { 0u, 0u },
        new[] { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u })]
    [InlineData(
        new[] { 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu }, new[] { 0xffffffffu, 0xffffffffu },
        new[] { 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu })]
    [InlineData(
        new[] { 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u }, new[] { 0xa4093822u, 0x299f31d0u },
        new[] { 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u })]
    public void Block_gives_the_published_answers(uint[] counter, uint[] key, uint[] expected)
    {
        (uint word0, uint word1, uint word2, uint word3) = Philox4x32.Block(counter[0], counter[1], counter[2], counter[3], key[0], key[1]);

        Assert.Equal(expected, new[] { word0, word1, word2, word3 });
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0x243f6a80u, 0x299f31d0u)]
    [InlineData(0xfffffff0u, 0xffffffffu)]
    public void Sixteen_blocks_equal_single_blocks(uint counter, uint key)
    {
        var words = new uint[64];

        Philox4x32.SixteenBlocks(counter, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, key, words);

        for (int lane = 0; lane < 16; lane++)
        {
            Assert.Equal(
                Philox4x32.Block(counter + (uint)lane, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, key),
                (words[lane], words[16 + lane], words[32 + lane], words[48 + lane]));
        }
    }
}
