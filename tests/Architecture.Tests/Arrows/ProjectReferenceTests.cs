namespace MLNet.Autoencoder.Tests;

/// <summary>Projects reference each other one way: Estimators, Onnx, Report → Transformers → Core ← TorchSharp.</summary>
public sealed class ProjectReferenceTests
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void A_project_references_what_its_plan_names(string project) =>
        Assert.Equal(SourceTree.PlanOf(project).References, ProjectReferences.Of(SourceTree.PlanOf(project).Folder));

    [Fact]
    public void References_are_read_from_the_project_file_unless_they_only_order_the_build() => Assert.Equal(["Core", "../../tests/Doubles/X.csproj"], ProjectReferences.In(
        """
        <Project>
          <ItemGroup>
            <ProjectReference Include="..\Core\MLNet.Autoencoder.Core.csproj" />
            <ProjectReference Include="../../tests/Doubles/X.csproj" />
            <ProjectReference Include="Contract/Y.csproj" ReferenceOutputAssembly="false" />
          </ItemGroup>
        </Project>
        """));
}
