namespace MLNet.Autoencoder.Tests;

/// <summary>The architecture: every project of <c>src/</c>, its folders from top to bottom, and the few files with a special right.</summary>
/// <remarks>
/// A folder may use those above it in its list and never one below. A nested folder belongs to the room of the folder around it unless it has
/// a line of its own. <see cref="ProjectPlan.Root"/> stands for the files beside the project file.
/// </remarks>
internal static class House
{
    /// <summary>The projects; each comes after those that it may reference.</summary>
    public static readonly IReadOnlyList<ProjectPlan> Projects =
    [
        new("Core", "MLNet.Autoencoder")
        {
            References = [],
            Rooms =
            [
                "Foundation",
                "Numerics",
                "Networks",
                "Graph",
                "Reconstruction",
                "Objectives",
                "Kinds",
                "Data",
                "Model",
                "Diagnostics",
                "Training",
                "Training/Managed",
                ProjectPlan.Root,
            ],
            KindsRoom = "Kinds",
            Registrations = ["Kinds/AutoencoderKind.cs", "Kinds/Sparse/Sparsity.cs"],
            Friends = [],
        },
        new("Transformers", "MLNet.Autoencoder")
        {
            References = ["Core"],
            Rooms = ["Seam", "Columns", "Rows", "Views", ProjectPlan.Root],
            Contracts = ["Seam/Contract/Core", "Seam/Contract/Data"],
        },
        new("Estimators", "MLNet.Autoencoder")
        {
            References = ["Transformers"],
            Rooms = [ProjectPlan.Root],
        },
        new("Onnx", "MLNet.Autoencoder.Onnx")
        {
            References = ["Transformers"],
            Rooms = [ProjectPlan.Root],
        },
        new("Report", "MLNet.Autoencoder.Report")
        {
            References = ["Transformers"],
            Rooms = ["Markup", "Findings", "Figures", ProjectPlan.Root],
        },
        new("TorchSharp", "MLNet.Autoencoder.Torch")
        {
            References = ["Core"],
            Rooms = [ProjectPlan.Root],
        },
    ];

    /// <summary>The types whose derived types are kinds, which only <see cref="KindFiles"/> may tell apart.</summary>
    public static readonly IReadOnlyList<string> KindTypes = ["MLNet.Autoencoder.AutoencoderKind", "MLNet.Autoencoder.Sparsity"];

    /// <summary>Where kinds may be told apart: a folder, which ends in a slash, or the one file in which an engine registers its classes.</summary>
    public static readonly IReadOnlyList<string> KindFiles = ["src/Core/Kinds/", "src/TorchSharp/TorchLatent.cs"];

    /// <summary>Where the name of a tensor may be tested: where tensors are named, and where the oldest format is read.</summary>
    public static readonly IReadOnlyList<string> TensorNameFiles =
        ["src/Core/Networks/ParameterLayout.cs", "src/Core/Model/ModelFileVersion1.cs"];
}
