using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Gantry.InteropTests.Imaging;

/// <summary>Lossy streams of the corpus, sample by sample beside what other decoders make of them: the standards leave the last grey level free.</summary>
public sealed class WorstLevelTests(ITestOutputHelper log)
{
    private sealed class Row
    {
        public int Files { get; set; }

        public int Worst { get; set; }

        public long Beyond { get; set; }

        public long Samples { get; set; }
    }

    [CorpusFact]
    public void Lossy_frames_are_within_one_level_of_other_decoders()
    {
        SortedDictionary<(string Syntax, string Tool), Row> rows = [];
        List<string> wrong = [];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-worst-");
        try
        {
            foreach (CorpusFile file in Corpus.Valid.Where(f => f.Facts.TryGetProperty("lossy", out JsonElement lossy) && lossy.GetBoolean() && f.Number("size") < 4_000_000))
            {
                foreach (string tool in Tools(file.TransferSyntaxUid))
                {
                    Compare(file, tool, folder.FullName, rows, wrong);
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        StringBuilder table = new("| transfer syntax | decoder | files | greatest difference | samples beyond one level |\n| --- | --- | --- | --- | --- |\n");
        foreach (((string syntax, string tool), Row row) in rows)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {TransferSyntax.FromUid(syntax).Name} | {tool} | {row.Files} | {row.Worst} | {row.Beyond} of {row.Samples} |\n");
        }

        log.WriteLine(table.ToString());
        Assert.True(wrong.Count == 0, $"{table}\n{string.Join('\n', wrong)}");
        Assert.True(rows.Values.Sum(r => r.Files) >= 40, table.ToString());
    }

    private static string[] Tools(string? syntax) => syntax switch
    {
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55" => ["dcmdjpeg", "gdcmconv"],
        "1.2.840.10008.1.2.4.81" => ["dcmdjpls", "gdcmconv"],
        "1.2.840.10008.1.2.4.91" => ["gdcmconv"],
        _ => [],
    };

    private static void Compare(CorpusFile file, string tool, string folder, SortedDictionary<(string, string), Row> rows, List<string> wrong)
    {
        string unpacked = Path.Combine(folder, "unpacked.dcm");
        File.Delete(unpacked);
        string[] arguments = tool switch
        {
            // Components as they are coded.
            "dcmdjpeg" => ["+cn", file.FullPath, unpacked],
            "gdcmconv" => ["--raw", file.FullPath, unpacked],
            _ => [file.FullPath, unpacked],
        };
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 || !File.Exists(unpacked))
        {
            return;
        }

        DicomFile ours = DicomFile.Read(file.ReadAllBytes()), theirs = DicomFile.Read(File.ReadAllBytes(unpacked));
        if (PixelFrames.Open(ours.Dataset, ours.TransferSyntax, out PixelFrames frames) is not null || PixelFrames.Open(theirs.Dataset, theirs.TransferSyntax, out PixelFrames others) is not null
            || frames.Decode(1, out byte[] a, out PixelDescription description) is not null || others.Decode(1, out byte[] b, out PixelDescription other) is not null
            // Other colours, or fewer samples: the tool has converted them.
            || description.Photometric != other.Photometric || a.Length != b.Length || description.CellBytes > 2)
        {
            return;
        }

        if (!rows.TryGetValue((file.TransferSyntaxUid!, tool), out Row? row))
        {
            rows[(file.TransferSyntaxUid!, tool)] = row = new Row();
        }

        int worst = 0, beyond = 0, count = a.Length / description.CellBytes;
        for (int i = 0; i < count; i++)
        {
            int apart = Math.Abs(Sample(a, description, i) - Sample(b, description, i));
            worst = Math.Max(worst, apart);
            beyond += apart > 1 ? 1 : 0;
        }

        row.Files++;
        row.Worst = Math.Max(row.Worst, worst);
        row.Beyond += beyond;
        row.Samples += count;
        if (worst > 1)
        {
            wrong.Add($"{file.Path} {description.Photometric} {tool}: worst {worst}, {beyond} of {count} beyond one level");
        }
    }

    private static int Sample(byte[] cells, PixelDescription description, int index)
    {
        int raw = description.CellBytes == 1 ? cells[index] : BitConverter.ToUInt16(cells, 2 * index);
        int unused = 32 - description.BitsStored;
        return description.IsSigned ? raw << unused >> unused : (int)((uint)raw << unused >> unused);
    }
}
