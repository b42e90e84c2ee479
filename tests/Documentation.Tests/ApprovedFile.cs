namespace MLNet.Autoencoder.Tests;

/// <summary>A file of the repository that is made from the code, and is to be looked at by somebody when it changes.</summary>
internal static class ApprovedFile
{
    /// <summary>Fails where the file says something else than what was made, which is then left in the folder artifacts.</summary>
    /// <param name="path">The file, from the root of the repository.</param>
    /// <param name="made">What it should say.</param>
    public static void ShouldSay(string path, string made)
    {
        string approved = Path.Combine(Page.Root, path);
        string[] expected = File.Exists(approved) ? File.ReadAllLines(approved) : [];
        string[] actual = made.TrimEnd('\n').Split('\n');
        if (expected.SequenceEqual(actual))
        {
            return;
        }

        string received = Path.Combine(Page.Root, "artifacts", "received", path);
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, made.TrimEnd('\n') + "\n");
        int line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"""
            {path} is not what the code says, from line {line + 1} on.
              file: {expected.ElementAtOrDefault(line) ?? "(no such line)"}
              code: {actual.ElementAtOrDefault(line) ?? "(no such line)"}
            If the code is right: cp "{received}" "{approved}"
            """);
    }
}
