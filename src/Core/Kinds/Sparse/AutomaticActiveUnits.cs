namespace MLNet.Autoencoder.Kinds;

/// <summary>k, the number of units that fire for a row, in fits whose options set none.</summary>
internal static class AutomaticActiveUnits
{
    private const int SlotsPerUnit = 8;
    private const int Min = 4;
    private const int Max = 32;

    /// <summary>One for every eight slots, but no more than half of the units.</summary>
    public static int Of(NetworkArchitecture architecture) =>
        Math.Clamp(Of(architecture.InputDimension), 1, Math.Max(1, architecture.LatentDimension / 2));

    /// <summary>One for every eight slots.</summary>
    public static int Of(int slots) => Math.Clamp(slots / SlotsPerUnit, Min, Max);
}
