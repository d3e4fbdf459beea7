using Gantry.StandardGenerator;
using Xunit;

namespace Gantry.UnitTests.Dicom.Dictionary;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void What_is_checked_in_is_what_the_generator_writes()
    {
        string root = RepositoryRoot.Find(AppContext.BaseDirectory);
        foreach (GeneratedFile file in Generator.Run(Path.Combine(root, Generator.FactsFolder)))
        {
            string checkedIn = File.ReadAllText(Path.Combine(root, file.Path));
            Assert.True(checkedIn == file.Text, $"{file.Path} is stale: dotnet run --project tools/StandardGenerator");
        }
    }
}
