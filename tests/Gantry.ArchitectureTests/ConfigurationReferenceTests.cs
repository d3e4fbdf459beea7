using System.Xml.Linq;
using Gantry.Settings;
using Xunit;

namespace Gantry.ArchitectureTests;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void The_reference_is_what_the_options_say()
    {
        string path = Path.Combine(Repository.Root, "docs/operate/configuration.md");
        string written = SettingsReference.Write(SettingsCatalog.Sections, a => XDocument.Load(Path.ChangeExtension(a.Location, ".xml")));
        if (Environment.GetEnvironmentVariable("GANTRY_WRITE_REFERENCE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, written);
        }

        Assert.Equal(File.ReadAllText(path), written);
    }

    [Fact]
    public void Every_setting_says_what_it_means() =>
        Assert.DoesNotContain("|  |", SettingsReference.Write(SettingsCatalog.Sections, a => XDocument.Load(Path.ChangeExtension(a.Location, ".xml"))), StringComparison.Ordinal);
}
