using System.Reflection;
using Xunit;

namespace Gantry.ArchitectureTests;

/// <summary>Who may see whom (ARCHITECTURE.md). An assembly that is not named here must not be there.</summary>
public sealed class DirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Gantry.Dicom"] = [],
        ["Gantry.Codecs"] = [],
        ["Gantry.Hl7"] = [],
        ["Gantry.Imaging"] = ["Gantry.Dicom", "Gantry.Codecs"],
        ["Gantry.Network"] = ["Gantry.Dicom"],
        ["Gantry.Archive"] = ["Gantry.Dicom", "Gantry.Imaging"],
        ["Gantry.Radiology"] = ["Gantry.Dicom", "Gantry.Archive"],
        ["Gantry.Backends"] = ["Gantry.Dicom", "Gantry.Archive", "Gantry.Radiology"],
        ["Gantry.Server"] = ["Gantry.Dicom", "Gantry.Archive", "Gantry.Radiology", "Gantry.Network", "Gantry.Imaging", "Gantry.Hl7"],
        ["Gantry"] = ["Gantry.Dicom", "Gantry.Codecs", "Gantry.Hl7", "Gantry.Imaging", "Gantry.Network", "Gantry.Archive", "Gantry.Radiology", "Gantry.Backends", "Gantry.Server"],
    };

    public static TheoryData<string> Assemblies => new(Repository.Projects("src"));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_sees_only_those_below_it(string name)
    {
        Assert.Contains(name, Allowed.Keys);
        IEnumerable<string> seen = References(name).Where(r => r.StartsWith("Gantry", StringComparison.Ordinal));
        Assert.Empty(seen.Except(Allowed[name]));
    }

    [Theory]
    [InlineData("Gantry.Dicom", "Microsoft.", "System.Net.", "SQLitePCL")]
    [InlineData("Gantry.Codecs", "Microsoft.", "System.Net.", "SQLitePCL")]
    [InlineData("Gantry.Imaging", "Microsoft.", "System.Net.", "SQLitePCL")]
    [InlineData("Gantry.Archive", "Microsoft.AspNetCore", "Microsoft.Data", "SQLitePCL", "System.Net.Sockets", "System.Net.Http")]
    [InlineData("Gantry.Network", "Microsoft.Data", "SQLitePCL", "Microsoft.AspNetCore")]
    [InlineData("Gantry.Server", "Microsoft.Data", "SQLitePCL", "Npgsql")]
    public void A_core_has_no_drivers_and_no_hosts(string name, params string[] forbidden)
    {
        Assert.DoesNotContain(References(name), r => forbidden.Any(f => r.StartsWith(f, StringComparison.Ordinal)));
    }

    [Fact]
    public void Ways_in_never_see_each_other()
    {
        string[] ways = ["Dimse", "DicomWeb", "Hl7", "Fhir", "Web", "Admin"];
        string[] crossings =
        [
            .. from way in ways
               from file in Repository.Sources($"src/Gantry.Server/{way}")
               from other in ways.Where(w => w != way)
               where file.Text.Contains($"Gantry.Server.{other};", StringComparison.Ordinal) || file.Text.Contains($"Gantry.Server.{other}.", StringComparison.Ordinal)
               select $"{file.Path} sees {other}",
        ];
        Assert.Empty(crossings);
    }

    [Fact]
    public void Security_sees_no_way_in()
    {
        Assert.DoesNotContain(Repository.Sources("src/Gantry.Server/Security"), f => f.Text.Contains("using Gantry.Server.", StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, name + ".dll");

        // A project that the program does not use yet has no references to hold: it is then outside the program altogether.
        return File.Exists(path) ? Assembly.LoadFrom(path).GetReferencedAssemblies().Select(r => r.Name!) : [];
    }
}
