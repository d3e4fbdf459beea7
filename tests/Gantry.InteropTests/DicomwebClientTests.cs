using Gantry.Dicom;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests;

/// <summary>npm's dicomweb-client, driven by node, stores, finds and retrieves.</summary>
public sealed class DicomwebClientTests
{
    private const string Patient = "NPM-1";

    [Fact]
    public async Task Stores_finds_and_retrieves()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-npm-");
        try
        {
            await using GantryProcess gantry = await GantryProcess.StartAsync();
            (string study, string series) = (DicomUid.New(), DicomUid.New());
            List<string> files = [];
            for (int i = 1; i <= 5; i++)
            {
                files.Add(Path.Combine(folder.FullName, $"{i}.dcm"));
                await File.WriteAllBytesAsync(files[^1], DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, series, DicomUid.New(), instanceNumber: i, patientId: Patient)));
            }

            string said = await NpmPeers.NodeAsync(["dicomweb-client.mjs", new Uri(gantry.Address, "dicom-web").AbsoluteUri, await gantry.TokenAsync(), Patient, .. files]);
            Assert.Contains("5 instances stored, found and retrieved", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
