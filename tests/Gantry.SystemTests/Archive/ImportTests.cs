using Gantry.Dicom;
using Gantry.Dicom.Datasets;
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

    [Fact]
    public async Task Takes_the_files_of_a_ZIP_and_those_that_a_DICOMDIR_names()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-import-");
        try
        {
            string images = folder.CreateSubdirectory("disc/images").FullName, disc = Path.Combine(folder.FullName, "disc");
            string data = Path.Combine(folder.FullName, "data");
            foreach (string name in (string[])["im1", "IM2", "other"])
            {
                await File.WriteAllBytesAsync(Path.Combine(images, name), DatasetBuilder.EncodeFile(DatasetBuilder.Ct(DicomUid.New(), DicomUid.New(), DicomUid.New())));
            }

            Dataset directory = new();
            directory.Set(Tags.FileSetID, "DISC").SetItems(Tags.DirectoryRecordSequence, Record("PATIENT"), Record("IMAGE", "IMAGES", "IM1"), Record("IMAGE", "IMAGES", "IM2"), Record("IMAGE", "IMAGES", "GONE"), Record("IMAGE", "..", "..", "etc", "passwd"));
            await File.WriteAllBytesAsync(Path.Combine(disc, "DICOMDIR"), DatasetBuilder.EncodeFile(directory.Set(Tags.SOPClassUID, "1.2.840.10008.1.3.10").Set(Tags.SOPInstanceUID, DicomUid.New())));
            CommandOutcome named = await GantryProgram.RunAsync("import", Path.Combine(disc, "DICOMDIR"), "--data", data);
            Assert.Equal("2 stored, 0 already here, 0 in conflict, 1 refused, 0 not DICOM", named.LastLine);
            Assert.Contains("GONE: refused: the DICOMDIR names it, but it is not there", named.Output, StringComparison.Ordinal);
            Assert.Equal(1, named.ExitCode);

            await File.WriteAllTextAsync(Path.Combine(disc, "readme.txt"), "no image");
            string zip = Path.Combine(folder.FullName, "disc.zip");
            System.IO.Compression.ZipFile.CreateFromDirectory(disc, zip);
            CommandOutcome zipped = await GantryProgram.RunAsync("import", zip, "--data", data);
            Assert.Equal(("1 stored, 2 already here, 0 in conflict, 0 refused, 2 not DICOM", 0), (zipped.LastLine, zipped.ExitCode));
            Assert.Contains("5/5 files", zipped.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dataset Record(string type, params string[] file)
    {
        Dataset record = new Dataset().Set(Tags.DirectoryRecordType, type);
        return file.Length == 0 ? record : record.Set(Tags.ReferencedFileID, string.Join('\\', file));
    }

    private static Task<CommandOutcome> ImportAsync(string folder, GantryProcess gantry) => GantryProgram.RunAsync("import", folder, "--data", gantry.Data);
}
