namespace MLNet.Autoencoder.Tests;

/// <summary>The architecture: the projects in <c>src/</c>, the folders of each from top to bottom, and the few files with special permissions.</summary>
/// <remarks>
/// A folder may use the folders above it in its list, never one below. A nested folder belongs to the room of its parent folder unless it has
/// its own line. <see cref="ProjectPlan.Root"/> stands for the files next to the project file.
/// </remarks>
internal static class House
{
    /// <summary>The projects, each after the projects it references.</summary>
    public static readonly IReadOnlyList<ProjectPlan> Projects =
    [
        new("Core", "MLNet.Autoencoder")
        {
            References = [],
            Rooms =
            [
                "Foundation",
                "Communication",
                "Numerics",
                "Networks",
                "Graph",
                "Reconstruction",
                "Objectives",
                "Corruptions",
                "Kinds",
                "Data",
                "AuxiliaryLosses",
                "Model",
                "Diagnostics",
                "Detection",
                "Training",
                "Training/Managed",
                ProjectPlan.Root,
            ],
            KindsRoom = "Kinds",
            Registrations = ["Kinds/AutoencoderKind.cs", "Kinds/KindJson.cs", "Kinds/Sparse/Sparsity.cs"],
            Friends = [],
        },
        new("Transformers", "MLNet.Autoencoder")
        {
            References = ["Core"],
            Rooms = ["Seam", "Inputs", "Rows", "Columns", "Views", ProjectPlan.Root],
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
            Rooms = ["Tensors", "Kinds", "AuxiliaryLosses", ProjectPlan.Root],
        },
        new("Mpi", "MLNet.Autoencoder.Mpi")
        {
            References = ["Core"],
            Rooms = ["Native", "Launch", ProjectPlan.Root],
        },
    ];

    /// <summary>The base types of kinds and auxiliary losses. Only <see cref="KindFiles"/> may test for the types derived from them.</summary>
    public static readonly IReadOnlyList<string> KindTypes =
    [
        "MLNet.Autoencoder.AutoencoderKind",
        "MLNet.Autoencoder.Sparsity",
        "MLNet.Autoencoder.Kinds.KindDefinition",
        "MLNet.Autoencoder.AuxiliaryLoss",
        "MLNet.Autoencoder.AuxiliaryLosses.AuxiliaryDefinition",
    ];

    /// <summary>Where code may test for a kind or a loss: a folder, which ends in a slash, or the one file in which an engine registers its classes.</summary>
    public static readonly IReadOnlyList<string> KindFiles =
    [
        "src/Core/Kinds/",
        "src/Core/AuxiliaryLosses/",
        "src/TorchSharp/Kinds/TorchKinds.cs",
        "src/TorchSharp/AuxiliaryLosses/TorchAuxiliaryLosses.cs",
    ];

    /// <summary>The files that may test a tensor's name: the one that names tensors, and the reader of the oldest format.</summary>
    public static readonly IReadOnlyList<string> TensorNameFiles =
        ["src/Core/Networks/ParameterLayout.cs", "src/Core/Model/ModelFileVersion1.cs"];
}
