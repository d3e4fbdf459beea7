using System.Text.RegularExpressions;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.InteropTests.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.InteropTests.Retrieve;

/// <summary>DCMTK's tools send C-CANCEL while the server answers.</summary>
public sealed class CancelTests : IAsyncLifetime
{
    private const int Count = 1500;
    private GantryProcess gantry = null!;

    public async Task InitializeAsync()
    {
        gantry = await GantryProcess.StartAsync();

        // More text than the buffers between the two programs hold, so that there is something left to cancel.
        string text = new('x', 10_000);
        await StoredStudies.StoreAsync(gantry, Enumerable.Range(1, Count).Select(i =>
        {
            Dataset dataset = DatasetBuilder.Ct(StoredStudies.Study, $"{StoredStudies.Study}.1", $"{StoredStudies.Study}.1.{i}", 16, 16, i, StoredStudies.Patient);
            return DatasetBuilder.EncodeFile(dataset.Set(Tags.PatientComments, text));
        }));
    }

    public async Task DisposeAsync() => await gantry.DisposeAsync();

    [ToolFact("findscu")]
    public async Task Findscu_cancels_a_query()
    {
        (_, string output) = await Dcmtk.RunAsync(
            "findscu", "-d", "--cancel", "3", "-S", "-aec", "GANTRY", "-k", "QueryRetrieveLevel=IMAGE", "-k", $"StudyInstanceUID={StoredStudies.Study}", "-k", "SOPInstanceUID", "-k", "PatientComments", "127.0.0.1", $"{gantry.DicomPort}");
        Assert.Contains("0xfe00", output, StringComparison.Ordinal);
        Assert.InRange(Regex.Count(output, ": 0xff00"), 3, Count - 1);
    }

    [ToolFact("movescu")]
    public async Task Movescu_cancels_a_move_and_is_told_what_remains()
    {
        StatusStorage storage = new((_, _) => 0);
        await using ListeningPeer destination = ListeningPeer.Start(storage);
        await StoredStudies.AddPeerAsync(gantry, "DEST", destination.Port);
        (_, string output) = await Dcmtk.RunAsync(
            "movescu", "-d", "--cancel", "1", "-S", "-aec", "GANTRY", "-aem", "DEST", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={StoredStudies.Study}", "127.0.0.1", $"{gantry.DicomPort}");
        Assert.Contains("0xfe00", output, StringComparison.Ordinal);
        Match final = Regex.Matches(output, @"Remaining Suboperations\s*: (\d+)")[^1];
        Assert.InRange(int.Parse(final.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 1, Count - 1);
        Assert.InRange(storage.Requests.Count, 1, Count - 1);
    }
}
