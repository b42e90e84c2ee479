namespace MLNet.Autoencoder.Tests;

/// <summary>References between projects run one way: Estimators, Onnx, Report → Transformers → Core ← TorchSharp.</summary>
public sealed class ProjectReferenceTests
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void A_project_references_what_its_plan_names(string project) =>
        Assert.Equal(SourceTree.PlanOf(project).References, ProjectReferences.Of(SourceTree.PlanOf(project).Folder));

    [Fact]
    public void A_reference_that_only_orders_the_build_does_not_count() => Assert.Equal(["Core", "../../tests/Other/X.csproj"], ProjectReferences.In(
        """
        <Project>
          <ItemGroup>
            <ProjectReference Include="..\Core\MLNet.Autoencoder.Core.csproj" />
            <ProjectReference Include="../../tests/Other/X.csproj" />
            <ProjectReference Include="Contract/Y.csproj" ReferenceOutputAssembly="false" />
          </ItemGroup>
        </Project>
        """));
}
