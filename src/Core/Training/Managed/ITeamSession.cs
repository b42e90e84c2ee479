using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training.Managed;

/// <summary>A session whose threads have nothing to do between two batches, and help to make the next.</summary>
internal interface ITeamSession : ITrainingSession
{
    /// <summary>The threads, as long as the session lives; null for the caller's alone.</summary>
    ThreadTeam? Threads { get; }
}
