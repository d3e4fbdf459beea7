using System.Text.RegularExpressions;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;
using Gantry.InteropTests.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.InteropTests.Retrieve;

/// <summary>DCMTK pulls by C-GET and has instances moved by C-MOVE.</summary>
public sealed class DcmtkRetrieveTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-get-");
    private GantryProcess gantry = null!;

    public async Task InitializeAsync() => gantry = await GantryProcess.StartAsync();

    public async Task DisposeAsync()
    {
        await gantry.DisposeAsync();
        folder.Delete(recursive: true);
    }

    public static TheoryData<string[], int> Levels => new()
    {
        { ["-P", "-k", "QueryRetrieveLevel=PATIENT", "-k", $"PatientID={StoredStudies.Patient}"], 12 },
        { ["-P", "-k", "QueryRetrieveLevel=STUDY", "-k", $"PatientID={StoredStudies.Patient}", "-k", $"StudyInstanceUID={StoredStudies.Study}"], 12 },
        { ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={StoredStudies.Study}"], 12 },
        { ["-S", "-k", "QueryRetrieveLevel=SERIES", "-k", $"StudyInstanceUID={StoredStudies.Study}", "-k", $"SeriesInstanceUID={StoredStudies.Study}.1"], 6 },
        { ["-S", "-k", "QueryRetrieveLevel=IMAGE", "-k", $"StudyInstanceUID={StoredStudies.Study}", "-k", $"SeriesInstanceUID={StoredStudies.Study}.1", "-k", $"SOPInstanceUID={StoredStudies.Study}.1.1\\{StoredStudies.Study}.1.3"], 2 },
        { ["-O", "-k", "QueryRetrieveLevel=STUDY", "-k", $"PatientID={StoredStudies.Patient}", "-k", $"StudyInstanceUID={StoredStudies.Study}"], 12 },
        { ["-P", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientID=SOMEBODY-ELSE", "-k", $"StudyInstanceUID={StoredStudies.Study}"], 0 },
    };

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Getscu_receives_what_it_asks_for_byte_for_byte(string[] keys, int expected)
    {
        Dictionary<string, StorableFile> stored = await StoredStudies.StoreAsync(gantry, StoredStudies.Ct());
        (int exit, string output) = await Dcmtk.RunAsync("getscu", ["-v", "+B", "-aec", "GANTRY", .. keys, "-od", folder.FullName, "127.0.0.1", $"{gantry.DicomPort}"]);
        Assert.True(exit == 0, output);
        Dictionary<string, byte[]> received = Received.In(folder);
        Assert.Equal(expected, received.Count);
        Assert.Equal(expected, Number(output, "Completed"));
        Assert.All(received, r => Assert.True(StorableFile.DatasetOf(r.Value).Span.SequenceEqual(stored[r.Key].Dataset.Span)));
    }

    [Theory]
    [InlineData("-S", "QueryRetrieveLevel=PATIENT", "PatientID=1")]
    [InlineData("-S", "QueryRetrieveLevel=STUDY", "PatientID=1")]
    [InlineData("-O", "QueryRetrieveLevel=SERIES", "SeriesInstanceUID=1.2")]
    [InlineData("-S", "QueryRetrieveLevel=STUDY", "StudyInstanceUID=not a uid")]
    public async Task An_identifier_that_does_not_fit_its_model_is_refused(string model, string level, string key)
    {
        (_, string output) = await Dcmtk.RunAsync("getscu", "-d", "-aec", "GANTRY", model, "-k", level, "-k", key, "-od", folder.FullName, "127.0.0.1", $"{gantry.DicomPort}");
        Assert.Contains("0xa900", output, StringComparison.Ordinal);
    }

    [CorpusFact]
    public async Task A_peer_that_takes_only_implicit_little_endian_still_gets_everything()
    {
        Dictionary<string, StorableFile> stored = await StoredStudies.StoreAsync(gantry, StoredStudies.OfEachSyntax());
        await using ListeningTool scp = await ListeningTool.StoreScpAsync("+xi", "-pm");
        await StoredStudies.AddPeerAsync(gantry, "SCP", scp.Port);
        HashSet<string> studies = [.. stored.Values.Select(f => DatasetReader.Read(f.Dataset, TransferSyntax.FromUid(f.Syntax)).Dataset.GetString(Tags.StudyInstanceUID)!)];
        foreach (string study in studies)
        {
            (_, string output) = await Dcmtk.RunAsync("movescu", "-v", "-aec", "GANTRY", "-aem", "SCP", "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={study}", "127.0.0.1", $"{gantry.DicomPort}");
            Assert.Contains("Received Final Move Response (Success)", output, StringComparison.Ordinal);
        }

        Dictionary<string, byte[]> received = scp.Files();
        Assert.Equal(stored.Keys.Order(StringComparer.Ordinal), received.Keys.Order(StringComparer.Ordinal));
        Assert.True(stored.Values.Select(f => f.Syntax).Distinct().Count() > 10);
        foreach ((string uid, byte[] file) in received)
        {
            DicomFile converted = DicomFile.Read(file);
            Assert.Equal(TransferSyntax.ImplicitVrLittleEndian.Uid, converted.TransferSyntax.Uid);
            Assert.Null(converted.Error);
            if (stored[uid].Syntax is "1.2.840.10008.1.2" or "1.2.840.10008.1.2.1")
            {
                Assert.Equal(Values(DatasetReader.Read(stored[uid].Dataset, TransferSyntax.FromUid(stored[uid].Syntax)).Dataset), Values(converted.Dataset));
            }
        }
    }

    [Fact]
    public async Task Movescu_has_a_study_sent_to_several_registered_peers_at_once()
    {
        Dictionary<string, StorableFile> stored = await StoredStudies.StoreAsync(gantry, StoredStudies.Ct(40));
        await using ListeningTool one = await ListeningTool.StoreScpAsync("+xa", "-pm");
        await using ListeningTool two = await ListeningTool.StoreScpAsync("+xa", "-pm");
        await StoredStudies.AddPeerAsync(gantry, "ONE", one.Port);
        await StoredStudies.AddPeerAsync(gantry, "TWO", two.Port);
        (int ExitCode, string Output)[] moved = await Task.WhenAll(new[] { "ONE", "TWO", "ONE" }.Select(to =>
            Dcmtk.RunAsync("movescu", "-v", "-aec", "GANTRY", "-aem", to, "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={StoredStudies.Study}", "127.0.0.1", $"{gantry.DicomPort}")));
        Assert.All(moved, m => Assert.True(m.ExitCode == 0 && m.Output.Contains("Received Final Move Response (Success)", StringComparison.Ordinal), m.Output));
        foreach (ListeningTool scp in new[] { one, two })
        {
            Dictionary<string, byte[]> received = scp.Files();
            Assert.Equal(stored.Count, received.Count);
            Assert.All(received, r => Assert.True(StorableFile.DatasetOf(r.Value).Span.SequenceEqual(stored[r.Key].Dataset.Span)));
        }
    }

    [Fact]
    public async Task What_cannot_be_moved_is_said()
    {
        await StoredStudies.StoreAsync(gantry, StoredStudies.Ct(3));
        await StoredStudies.AddPeerAsync(gantry, "GONE", FreePorts.Next());
        Assert.Contains("MoveDestinationUnknown", await MoveAsync("NOBODY"), StringComparison.Ordinal);
        string refused = await MoveAsync("GONE");
        Assert.Contains("0xa702", refused, StringComparison.Ordinal);
        Assert.Contains("Connection refused", refused, StringComparison.Ordinal);
        Assert.Contains($"{StoredStudies.Study}.1.3", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dcmqrscp_as_destination_gets_all()
    {
        Dictionary<string, StorableFile> stored = await StoredStudies.StoreAsync(gantry, StoredStudies.Ct());
        await using ListeningTool server = await ListeningTool.StartAsync("dcmqrscp", (where, port) =>
        {
            DirectoryInfo store = where.CreateSubdirectory("store");
            string configuration = Path.Combine(where.FullName, "dcmqrscp.cfg");
            System.IO.File.WriteAllText(configuration, $"NetworkTCPPort = {port}\nMaxPDUSize = 16384\nMaxAssociations = 16\nHostTable BEGIN\nHostTable END\nVendorTable BEGIN\nVendorTable END\nAETable BEGIN\nQR {store.FullName} RW (100, 1024mb) ANY\nAETable END\n");
            return ["-c", configuration];
        });
        await StoredStudies.AddPeerAsync(gantry, "QR", server.Port);
        string moved = await MoveAsync("QR");
        Assert.True(moved.Contains("0x0000: Success", StringComparison.Ordinal), moved);
        Assert.Equal(stored.Keys.Order(StringComparer.Ordinal), server.Files().Keys.Order(StringComparer.Ordinal));
    }

    private async Task<string> MoveAsync(string destination) =>
        (await Dcmtk.RunAsync("movescu", "-d", "-aec", "GANTRY", "-aem", destination, "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={StoredStudies.Study}", "127.0.0.1", $"{gantry.DicomPort}")).Output;

    private static int Number(string output, string what) => int.Parse(Regex.Match(output, $@"Number of {what} Suboperations\s*: (\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Elements that are not sequences, with their bytes.</summary>
    private static List<string> Values(Dataset dataset) =>
        [.. dataset.Where(e => e.Items is null && !e.Tag.IsGroupLength).Select(e => $"{e.Tag} {Convert.ToHexString(e.Value.Span)}")];
}
