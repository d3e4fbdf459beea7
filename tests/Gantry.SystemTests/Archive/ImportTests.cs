using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Archive;

/// <summary>What import says of files that are not simply stored, beside the server and without it.</summary>
public sealed class ImportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Says_in_words_why_a_file_is_refused_or_in_conflict(bool besideServer)
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        if (!besideServer)
        {
            await gantry.StopAsync();
        }

        string folder = Directory.CreateTempSubdirectory("gantry-import-").FullName;
        try
        {
            (string study, string series, string instance) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
            byte[] whole = DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, series, instance));
            await File.WriteAllBytesAsync(Path.Combine(folder, "first.dcm"), whole);
            Assert.Equal(0, (await ImportAsync(folder, gantry)).ExitCode);

            File.Delete(Path.Combine(folder, "first.dcm"));
            await File.WriteAllBytesAsync(Path.Combine(folder, "other.dcm"), DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, series, instance, patientName: "Other^Name")));
            await File.WriteAllBytesAsync(Path.Combine(folder, "nostudy.dcm"), DatasetBuilder.EncodeFile(DatasetBuilder.Ct().Set(Tags.StudyInstanceUID, "")));
            await File.WriteAllBytesAsync(Path.Combine(folder, "cut.dcm"), whole[..^100]);
            CommandOutcome outcome = await ImportAsync(folder, gantry);
            Assert.Equal("0 stored, 0 already here, 1 in conflict, 2 refused, 0 not DICOM", outcome.LastLine);
            Assert.Equal(1, outcome.ExitCode);
            string[] lines = outcome.Output.Split('\n');
            Assert.Contains(lines, l => l.Contains("/other.dcm: conflict: ", StringComparison.Ordinal) && l.Contains("kept aside", StringComparison.Ordinal));
            Assert.Contains(lines, l => l.Contains("/nostudy.dcm: refused: ", StringComparison.Ordinal) && l.Contains("Study Instance UID", StringComparison.Ordinal));
            Assert.Contains(lines, l => l.Contains("/cut.dcm: refused: ", StringComparison.Ordinal) && l.Contains("7FE0,0010", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_what_is_here_already(bool besideServer)
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        if (!besideServer)
        {
            await gantry.StopAsync();
        }

        string folder = Directory.CreateTempSubdirectory("gantry-import-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "1.dcm"), DatasetBuilder.EncodeFile(DatasetBuilder.Ct(DicomUid.New(), DicomUid.New(), DicomUid.New())));
            Assert.Equal("1 stored, 0 already here, 0 in conflict, 0 refused, 0 not DICOM", (await ImportAsync(folder, gantry)).LastLine);
            await File.WriteAllBytesAsync(Path.Combine(folder, "2.dcm"), DatasetBuilder.EncodeFile(DatasetBuilder.Ct(DicomUid.New(), DicomUid.New(), DicomUid.New())));
            Assert.Equal("1 stored, 1 already here, 0 in conflict, 0 refused, 0 not DICOM", (await ImportAsync(folder, gantry)).LastLine);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<CommandOutcome> ImportAsync(string folder, GantryProcess gantry) => GantryProgram.RunAsync("import", folder, "--data", gantry.Data);
}
