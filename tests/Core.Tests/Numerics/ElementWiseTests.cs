using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public unsafe class ElementWiseTests
{
    [Fact]
    public void The_exponential_is_accurate_to_two_units_in_the_last_place_from_underflow_to_overflow()
    {
        float[] x = [.. Enumerable.Range(-110_000, 200_000).Select(i => i / 1000f), float.NegativeInfinity, float.PositiveInfinity];
        float[] y = new float[x.Length];

        ElementWise.Exp(x, y);

        AssertClose(x, y, Math.Exp, units: 2);
    }

    [Fact]
    public void The_logarithm_is_accurate_to_two_units_in_the_last_place()
    {
        float[] x = [.. Enumerable.Range(-87_000, 175_000).Select(i => MathF.Exp(i / 1000f)), .. Enumerable.Range(-1000, 2000).Select(i => 1 + (i * 1.1920929e-7f))];
        float[] y = new float[x.Length];

        ElementWise.Log(x, y);

        AssertClose(x, y, Math.Log, units: 2);
    }

    [Fact]
    public void The_sigmoid_is_accurate_to_four_units_in_the_last_place_and_stays_in_the_unit_interval()
    {
        float[] x = [.. Enumerable.Range(-86_000, 172_000).Select(i => i / 1000f)], y = new float[x.Length], ends = new float[4];

        ElementWise.Sigmoid(x, y);
        ElementWise.Sigmoid([float.NegativeInfinity, -1000, 1000, float.PositiveInfinity], ends);

        AssertClose(x, y, value => 1 / (1 + Math.Exp(-value)), units: 4);
        Assert.Equal([0, 0, 1, 1], ends.Select(end => Math.Round(end, 7)));
    }

    [Fact]
    public void NaN_is_preserved_and_affects_no_other_element()
    {
        foreach (float nan in (float[])[float.NaN, BitConverter.Int32BitsToSingle(0x7FC00001), BitConverter.Int32BitsToSingle(unchecked((int)0xFFF12345))])
        {
            float[] x = [.. Enumerable.Repeat(1.5f, 40)], y = new float[40];
            x[5] = nan;
            x[38] = nan;
            foreach (Action function in (Action[])[() => ElementWise.Exp(x, y), () => ElementWise.Sigmoid(x, y)])
            {
                function();

                for (int i = 0; i < y.Length; i++)
                {
                    Assert.Equal(i is 5 or 38, float.IsNaN(y[i]));
                }
            }
        }
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        float[] x = [.. ReferenceProducts.Values(2000, 1).Select(value => value * 30)];
        AssertSameAtEveryWidth<ElementWise.ExpFunction>(x);
        AssertSameAtEveryWidth<ElementWise.SigmoidFunction>(x);
        AssertSameAtEveryWidth<ElementWise.LogFunction>([.. x.Select(Math.Abs)]);
        AssertSameAtEveryWidth<HyperbolicTangent>(x);
        AssertSameAtEveryWidth<SineOfTurns>([.. x.Select(value => Math.Abs(value) / 60)]);
    }

    private static void AssertClose(float[] x, float[] y, Func<double, double> function, double units)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double expected = function(x[i]);
            float nearest = (float)expected;
            double unit = float.IsFinite(nearest) ? (double)MathF.BitIncrement(MathF.Abs(nearest)) - MathF.Abs(nearest) : 0;
            Assert.True(y[i] == nearest || Math.Abs(y[i] - expected) <= units * unit, $"f({x[i]:R}) is {y[i]:R}, but should be {expected:R}.");
        }
    }

    private static void AssertSameAtEveryWidth<TFunction>(float[] x)
        where TFunction : IElementFunction
    {
        float[] expected = Map<TFunction, Lanes1, float>(x);
        if (Lanes128.IsSupported)
        {
            ReferenceProducts.AssertSameBits(expected, Map<TFunction, Lanes128, Vector128<float>>(x));
        }

        if (Lanes256.IsSupported)
        {
            ReferenceProducts.AssertSameBits(expected, Map<TFunction, Lanes256, Vector256<float>>(x));
        }

        if (Lanes512.IsSupported)
        {
            ReferenceProducts.AssertSameBits(expected, Map<TFunction, Lanes512, Vector512<float>>(x));
        }
    }

    private static float[] Map<TFunction, TLanes, TVector>(float[] x)
        where TFunction : IElementFunction
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        float[] y = new float[x.Length];
        fixed (float* px = x, py = y)
        {
            for (int i = 0; i + TLanes.Count <= x.Length; i += TLanes.Count)
            {
                TLanes.Store(py + i, TFunction.Of<TLanes, TVector>(TLanes.Load(px + i), out _));
            }
        }

        return y;
    }

    private readonly struct HyperbolicTangent : IElementFunction
    {
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct => slope = ElementaryFunctions<TLanes, TVector>.Tanh(x);
    }

    private readonly struct SineOfTurns : IElementFunction
    {
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            ElementaryFunctions<TLanes, TVector>.SinCosOfTurns(x, out TVector sine, out slope);
            return sine;
        }
    }
}
