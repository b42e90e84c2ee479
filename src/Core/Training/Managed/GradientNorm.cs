using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>
/// The norm of the gradient that an optimizer follows, in the pass that projects the gradient of atoms. Threads share its chunks; the sum over them does not
/// depend on the number of threads.
/// </summary>
internal sealed class GradientNorm : ITeamWork
{
    // A few microseconds of work.
    private const int ChunkLength = 1 << 14;

    private readonly UnitAtoms? _atoms;
    private readonly ThreadTeam? _threads;

    // Those of atoms come first.
    private readonly Chunk[] _chunks;
    private readonly int _atomChunks;
    private readonly double[] _sums;

    // State of the pass in progress.
    private float[] _gradient = [];

    /// <param name="count">The number of parameters.</param>
    /// <param name="atoms">The dictionary among them, if there is one.</param>
    /// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
    public GradientNorm(int count, UnitAtoms? atoms, ThreadTeam? threads)
    {
        _atoms = atoms;
        _threads = threads;
        Chunk[] atomChunks = atoms is null ? [] : [.. Chunks(atoms.Start, atoms.End, atoms.WholeAtoms(ChunkLength))];
        _atomChunks = atomChunks.Length;
        _chunks = [.. atomChunks, .. Chunks(0, atoms?.Start ?? count, ChunkLength), .. Chunks(atoms?.End ?? count, count, ChunkLength)];
        _sums = new double[_chunks.Length];
    }

    /// <summary>Projects the gradient of atoms, and returns ‖g‖ of the whole gradient after that.</summary>
    public double Of(float[] gradient)
    {
        Run(gradient, _chunks.Length);
        return Math.Sqrt(Reductions.Sum(_sums));
    }

    /// <summary>Projects the gradient of atoms, if there are any.</summary>
    public void ProjectAtoms(float[] gradient) => Run(gradient, _atomChunks);

    void ITeamWork.Run(int part, int member)
    {
        Chunk chunk = _chunks[part];
        _sums[part] = part < _atomChunks
            ? _atoms!.Project(chunk.Start, chunk.Length, _gradient)
            : Reductions.SumOfSquares(_gradient.AsSpan(chunk.Start, chunk.Length));
    }

    private static IEnumerable<Chunk> Chunks(int start, int end, int length)
    {
        for (; start < end; start += length)
        {
            yield return new Chunk(start, Math.Min(length, end - start));
        }
    }

    private void Run(float[] gradient, int chunks)
    {
        _gradient = gradient;
        ThreadTeam.Run(chunks > 1 ? _threads : null, this, chunks);
    }

    /// <summary>Consecutive parameters.</summary>
    private readonly record struct Chunk(int Start, int Length);
}
