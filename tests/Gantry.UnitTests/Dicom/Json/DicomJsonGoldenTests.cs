using System.Buffers;
using System.Text.Json;
using Gantry.Dicom.Files;
using Gantry.Dicom.Json;
using Xunit;

namespace Gantry.UnitTests.Dicom.Json;

/// <summary>Our JSON beside an independent writer's of the same files.</summary>
public sealed class DicomJsonGoldenTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!)];

    private static string Folder => Path.Combine(Gantry.StandardGenerator.RepositoryRoot.Find(AppContext.BaseDirectory), "tests", "corpus", "text");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_model_agrees_with_another_writer(string name)
    {
        DicomFile file = DicomFile.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".dcm")));
        ArrayBufferWriter<byte> output = new();
        DicomJsonWriter.Write(file.Dataset, output, new DicomJsonOptions { BulkDataUri = (_, _) => "bulk" });
        using JsonDocument ours = JsonDocument.Parse(output.WrittenMemory);
        using JsonDocument theirs = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        AssertSame(theirs.RootElement, ours.RootElement, name);
    }

    private static void AssertSame(JsonElement theirs, JsonElement ours, string path)
    {
        string[] tags = [.. theirs.EnumerateObject().Select(p => p.Name).Where(t => !t.EndsWith("0000", StringComparison.Ordinal))];
        Assert.Equal(tags.Order(StringComparer.Ordinal), ours.EnumerateObject().Select(p => p.Name));

        // Text is UTF-8 now, which (0008,0005) must say (PS3.18 F.2); the other writer leaves it as it was.
        foreach (string tag in tags.Where(t => t != "00080005"))
        {
            JsonElement left = theirs.GetProperty(tag), right = ours.GetProperty(tag);
            string at = path + "/" + tag;
            Assert.Equal(left.GetProperty("vr").GetString(), right.GetProperty("vr").GetString());
            Assert.Equal(left.TryGetProperty("BulkDataURI", out _), right.TryGetProperty("BulkDataURI", out _));
            JsonElement[] a = Values(left), b = Values(right);
            Assert.True(a.Length == b.Length, $"{at}: {left} and {right}");
            for (int i = 0; i < a.Length; i++)
            {
                AssertSameValue(a[i], b[i], left.GetProperty("vr").GetString()!, at);
            }
        }
    }

    private static JsonElement[] Values(JsonElement attribute) =>
        attribute.TryGetProperty("Value", out JsonElement values) ? [.. values.EnumerateArray()] : [];

    private static void AssertSameValue(JsonElement theirs, JsonElement ours, string vr, string at)
    {
        switch (vr)
        {
            case "SQ":
                AssertSame(theirs, ours, at);
                break;
            case "PN":
                Assert.True(JsonElement.DeepEquals(theirs, ours), $"{at}: {theirs} and {ours}");
                break;
            case "FL":
                Assert.Equal((float)theirs.GetDouble(), (float)ours.GetDouble());
                break;
            default:
                if (ours.ValueKind == JsonValueKind.Number)
                {
                    Assert.Equal(theirs.GetDouble(), ours.GetDouble());
                }
                else
                {
                    Assert.Equal(theirs.ToString().Trim(), ours.ToString());
                }

                break;
        }
    }
}
