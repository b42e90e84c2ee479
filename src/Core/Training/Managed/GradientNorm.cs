using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>The norm of a gradient. Threads share its chunks; the sum over them does not depend on the number of threads.</summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
internal sealed class GradientNorm(ThreadTeam? threads) : ITeamWork
{
    // A few microseconds of work.
    private const int ChunkLength = 1 << 14;

    private float[] _gradient = [];
    private double[] _sums = [];

    /// <summary>‖g‖.</summary>
    public double Of(float[] gradient)
    {
        int chunks = Division.RoundUp(gradient.Length, ChunkLength);
        _gradient = gradient;
        _sums = _sums.Length == chunks ? _sums : new double[chunks];
        ThreadTeam.Run(chunks > 1 ? threads : null, this, chunks);
        return Math.Sqrt(Reductions.Sum(_sums));
    }

    void ITeamWork.Run(int part, int member)
    {
        int start = part * ChunkLength;
        _sums[part] = Reductions.SumOfSquares(_gradient.AsSpan(start, Math.Min(ChunkLength, _gradient.Length - start)));
    }
}
