using FsCheck.Xunit;

// Every run tries the same cases. To look for others, take the Replay of a property out, or raise its MaxTest.
[assembly: Properties(Replay = "20260101,7", QuietOnSuccess = true)]
