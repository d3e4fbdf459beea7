using Gantry.Commands.Dump;
using Gantry.Dicom.Files;
using Gantry.StandardGenerator;
using Xunit;

namespace Gantry.UnitTests.Commands;

public sealed class DumpTextTests
{
    [Fact]
    public void Attributes_are_named_and_their_text_decoded()
    {
        string text = Dump(File.ReadAllBytes(FileOf("chrH31.dcm")));
        Assert.Contains("(0010,0010) PN PatientName", text, StringComparison.Ordinal);
        Assert.Contains("Yamada^Tarou=山田^太郎=やまだ^たろう", text, StringComparison.Ordinal);
        Assert.Contains("(Secondary Capture Image Storage)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_are_indented()
    {
        string text = Dump(File.ReadAllBytes(FileOf("rtplan.dcm")));
        Assert.Contains("  item 1\n    (", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_cut_short_ends_with_an_error()
    {
        byte[] bytes = File.ReadAllBytes(FileOf("rtplan.dcm"));
        Assert.Contains("# error: ", Dump(bytes[..(bytes.Length - 5)]), StringComparison.Ordinal);
    }

    private static string Dump(byte[] bytes)
    {
        using StringWriter output = new() { NewLine = "\n" };
        new DumpText(output).Write(DicomFile.Read(bytes));
        return output.ToString();
    }

    private static string FileOf(string name) => Path.Combine(RepositoryRoot.Find(AppContext.BaseDirectory), "tests", "corpus", "text", name);
}
