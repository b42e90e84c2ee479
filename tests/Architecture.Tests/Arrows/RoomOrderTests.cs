namespace MLNet.Autoencoder.Tests;

/// <summary>The reader finds every use, and the order allows the right ones.</summary>
public sealed class RoomOrderTests
{
    private static readonly ProjectPlan Plan = new("Sample", "Sample")
    {
        References = [],
        Rooms = ["Tools", "Kinds", "Work", "Work/Inner", ProjectPlan.Root],
        KindsRoom = "Kinds",
        Registrations = ["Kinds/Register.cs"],
        Friends = [("Kinds/Round", "Kinds/Square")],
    };

    private static readonly RoomOrder Order = new(Plan);

    private static readonly (string Path, string Text) Lower = (
        "src/Sample/Work/Job.cs",
        """
        namespace Sample.Work;

        public class Job
        {
            public int Size;
        }

        public static class JobExtensions
        {
            public static int Twice(this int number) => 2 * number;
        }
        """);

    [Theory]
    [InlineData("Job? _job;", "Job")]
    [InlineData("int Size(Sample.Work.Job job) => 1;", "Job")]
    [InlineData("string Name => nameof(Job);", "Job")]
    [InlineData("int Four => 2.Twice();", "JobExtensions.Twice")]
    [InlineData("object Made() => new Job { Size = 1 };", "Job, Job.Size")]
    public void A_use_of_a_lower_folder_is_found_with_its_file_and_line(string member, string names) =>
        Assert.Equal([$"src/Sample/Tools/Hammer.cs(5): Tools uses {names} from Work (src/Sample/Work/Job.cs)."], BackArrowsWith(member));

    [Theory]
    [InlineData("int _number;")]
    [InlineData("string Job => \"Job\";")]
    [InlineData("/// <summary>Made for a <see cref=\"Job\"/>.</summary> int _number;")]
    [InlineData("int _number; // Job")]
    public void Text_comments_and_usings_do_not_count(string member) => Assert.Empty(BackArrowsWith(member));

    [Fact]
    public void A_use_of_an_upper_folder_is_allowed() => Assert.Empty(Order.BackArrowsIn(SourceProject.FromSample(
        Lower,
        ("src/Sample/Work/Inner/Part.cs", "class Part { Sample.Work.Job? _job; }"),
        ("src/Sample/Door.cs", "class Door { Sample.Work.Job? _job; Part? _part; }"))));

    [Theory]
    [InlineData("Tools/A.cs", "Tools/B.cs", true)]
    [InlineData("Tools/Deep/A.cs", "Tools/B.cs", true)]
    [InlineData("Tools/A.cs", "Tools/Deep/B.cs", true)]
    [InlineData("Work/A.cs", "Tools/Deep/B.cs", true)]
    [InlineData("Tools/Deep/A.cs", "Work/B.cs", false)]
    [InlineData("Work/Inner/A.cs", "Work/B.cs", true)]
    [InlineData("Work/A.cs", "Work/Inner/B.cs", false)]
    [InlineData("Work/Inner/A.cs", "Door.cs", false)]
    [InlineData("Door.cs", "Work/Inner/B.cs", true)]
    public void Folders_use_those_above_them(string from, string to, bool allowed) =>
        Assert.Equal(allowed, Order.Allows($"src/Sample/{from}", $"src/Sample/{to}"));

    [Theory]
    [InlineData("Kinds/Round/A.cs", "Tools/B.cs", true)]
    [InlineData("Kinds/Round/A.cs", "Work/B.cs", false)]
    [InlineData("Work/A.cs", "Kinds/Round/B.cs", true)]
    [InlineData("Kinds/Round/A.cs", "Kinds/Kind.cs", true)]
    [InlineData("Kinds/Round/Oval/A.cs", "Kinds/Round/B.cs", true)]
    [InlineData("Kinds/Kind.cs", "Kinds/Round/B.cs", false)]
    [InlineData("Kinds/Register.cs", "Kinds/Round/B.cs", true)]
    [InlineData("Kinds/Square/A.cs", "Kinds/Round/B.cs", false)]
    [InlineData("Kinds/Round/A.cs", "Kinds/Square/B.cs", true)]
    [InlineData("Kinds/RoundCorner/A.cs", "Kinds/Round/B.cs", false)]
    public void Kinds_use_their_parent_folders_and_not_each_other(string from, string to, bool allowed) =>
        Assert.Equal(allowed, Order.Allows($"src/Sample/{from}", $"src/Sample/{to}"));

    [Fact]
    public void A_folder_outside_the_order_is_found() => Assert.Equal(
        [new Finding("src/Sample/Toolshed/A.cs", 1, "The folder Toolshed is not in the order.")],
        Order.FilesWithoutRoomIn(SourceProject.FromSample(("src/Sample/Toolshed/A.cs", "class A;"), ("src/Sample/Tools/Deep/B.cs", "class B;"))));

    [Fact]
    public void A_room_without_files_is_found() =>
        Assert.Equal(["Kinds", "Work", "Work/Inner"], Order.EmptyRoomsIn(SourceProject.FromSample(("src/Sample/Tools/Deep/B.cs", "class B;"))));

    private static IEnumerable<string> BackArrowsWith(string member) => Order.BackArrowsIn(SourceProject.FromSample(Lower, (
        "src/Sample/Tools/Hammer.cs",
        $$"""
        using Sample.Work;

        class Hammer
        {
            {{member}}
        }
        """))).Select(found => found.ToString());
}
