namespace MLNet.Autoencoder.Fuzz;

/// <summary>What became of an input.</summary>
/// <param name="Kind">For the counts, such as "refused: FormatException".</param>
/// <param name="IsDefect">Whether this library broke a promise.</param>
/// <param name="Details">More, for a finding.</param>
internal sealed record Outcome(string Kind, bool IsDefect = false, string Details = "")
{
    public static Outcome Refused(Exception e) => new($"refused: {e.GetType().Name}");

    public static Outcome Defect(Exception e) => new(e is WrongResultException ? "WRONG RESULT" : $"CRASH: {e.GetType().Name}", IsDefect: true, e.ToString());
}

/// <summary>A kind of input.</summary>
internal interface ITarget
{
    /// <summary>The input of a seed, and what was changed in which valid file.</summary>
    (byte[] Bytes, string What) Input(int seed);

    /// <summary>Uses the input of a seed as a program would.</summary>
    Outcome Run(int seed, Action<string> reach);
}
