namespace MLNet.Autoencoder.Tests;

/// <summary>A file in the repository that is generated from the code and reviewed when it changes.</summary>
internal static class ApprovedFile
{
    /// <summary>Fails if the file differs from the generated text, and saves that text in the folder artifacts.</summary>
    /// <param name="path">The path of the file, relative to the root of the repository.</param>
    /// <param name="generated">The generated text.</param>
    public static void ShouldEqual(string path, string generated)
    {
        string approved = Path.Combine(Page.Root, path);
        string[] expected = File.Exists(approved) ? File.ReadAllLines(approved) : [];
        string[] actual = generated.TrimEnd('\n').Split('\n');
        if (expected.SequenceEqual(actual))
        {
            return;
        }

        string received = Path.Combine(Page.Root, "artifacts", "received", path);
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, generated.TrimEnd('\n') + "\n");
        int line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"""
            {path} differs from the code, starting at line {line + 1}.
              file: {expected.ElementAtOrDefault(line) ?? "(no such line)"}
              code: {actual.ElementAtOrDefault(line) ?? "(no such line)"}
            If the code is right: cp "{received}" "{approved}"
            """);
    }
}
