using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Commitment;
using Gantry.Network.Services.Normalized;
using Gantry.SystemTests.Jobs;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Peers;

/// <summary>A peer that is limited to a view gets nothing of the rest by any service: DCMTK asks, and our own SCU for commitment.</summary>
public sealed class ViewTests : IAsyncLifetime
{
    private const string Mixed = "1.2.826.0.1.3680043.10.90.1";
    private const string Hidden = "1.2.826.0.1.3680043.10.90.2";
    private GantryProcess gantry = null!;

    public async Task InitializeAsync()
    {
        gantry = await GantryProcess.StartAsync();
        List<StorableFile> files = [.. Enumerable.Range(1, 4).Select(i => File(Mixed, 1, i, "CT")), .. Enumerable.Range(1, 3).Select(i => File(Mixed, 2, i, "MR")), .. Enumerable.Range(1, 2).Select(i => File(Hidden, 1, i, "MR"))];
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, files);
        foreach (StorableFile file in files)
        {
            Assert.Equal((ushort?)0, (await sender.StoreAsync(file))?.Status);
        }

        await sender.ReleaseAsync();
        await RunAsync(0, "view", "set", "CT only", "--match", "Modality=CT");
        await RunAsync(0, "peer", "add", "LIMITED", "--host", "127.0.0.1", "--port", "104", "--view", "ct only");
    }

    public async Task DisposeAsync() => await gantry.DisposeAsync();

    [ToolFact("findscu")]
    public async Task Queries_find_and_count_what_is_in_the_view()
    {
        string studies = await FindAsync("LIMITED", "0008,0052=STUDY", "0020,000D", "0008,0061", "0020,1206", "0020,1208", "0020,1200", "0018,0060");
        Assert.Contains(Mixed, studies, StringComparison.Ordinal);
        Assert.DoesNotContain(Hidden, studies, StringComparison.Ordinal);
        Assert.Contains("(0008,0061) CS [CT]", studies, StringComparison.Ordinal);
        Assert.Contains("(0020,1206) IS [1 ]", studies, StringComparison.Ordinal);
        Assert.Contains("(0020,1208) IS [4 ]", studies, StringComparison.Ordinal);
        Assert.Contains("(0020,1200) IS [1 ]", studies, StringComparison.Ordinal);
        foreach (string[] probe in new string[][]
        {
            ["0008,0052=STUDY", $"0020,000D={Hidden}"],
            ["0008,0052=STUDY", "0008,0061=MR", "0020,000D"],
            ["0008,0052=SERIES", $"0020,000D={Mixed}", $"0020,000E={Mixed}.2"],
            ["0008,0052=IMAGE", $"0020,000D={Mixed}", $"0020,000E={Mixed}.2", $"0008,0018={Mixed}.2.1"],
        })
        {
            Assert.DoesNotContain("0xff0", await FindAsync("LIMITED", probe), StringComparison.Ordinal);
            Assert.Contains("0xff0", await FindAsync("OTHER", probe), StringComparison.Ordinal);
        }
    }

    [ToolFact("getscu")]
    public async Task Retrieval_sends_what_is_in_the_view_and_knows_nothing_else()
    {
        Assert.Equal(4, await GetAsync("LIMITED", "QueryRetrieveLevel=STUDY", $"StudyInstanceUID={Mixed}"));
        Assert.Equal(7, await GetAsync("OTHER", "QueryRetrieveLevel=STUDY", $"StudyInstanceUID={Mixed}"));
        Assert.Equal(0, await GetAsync("LIMITED", "QueryRetrieveLevel=STUDY", $"StudyInstanceUID={Hidden}"));
        Assert.Equal(0, await GetAsync("LIMITED", "QueryRetrieveLevel=SERIES", $"StudyInstanceUID={Mixed}", $"SeriesInstanceUID={Mixed}.2"));
        Assert.Equal(2, await GetAsync("LIMITED", "QueryRetrieveLevel=IMAGE", $"StudyInstanceUID={Mixed}", $"SeriesInstanceUID={Mixed}.1", $"SOPInstanceUID={Mixed}.1.1\\{Mixed}.1.2\\{Mixed}.2.1\\{Hidden}.1.1"));
    }

    [ToolFact("movescu")]
    public async Task Moving_to_another_peer_is_limited_by_the_views_of_who_asks()
    {
        await using ListeningPeer destination = ListeningPeer.Start(new StatusStorage((_, _) => 0));
        await RunAsync(0, "peer", "add", "DEST", "--host", "127.0.0.1", "--port", $"{destination.Port}");
        Assert.Equal(4, await MoveAsync("LIMITED", Mixed));
        Assert.Equal(0, await MoveAsync("LIMITED", Hidden));
        Assert.Equal(2, await MoveAsync("OTHER", Hidden));

        async Task<int> MoveAsync(string calling, string study)
        {
            CommandOutcome moved = await Tool.RunAsync("movescu", "-d", "-aet", calling, "-aec", gantry.AeTitle, "-aem", "DEST", "-S", "-k", "QueryRetrieveLevel=STUDY", "-k", $"StudyInstanceUID={study}", "127.0.0.1", $"{gantry.DicomPort}");
            return Completed(moved);
        }
    }

    [Fact]
    public async Task Commitment_is_of_what_is_in_the_view_and_of_what_the_peer_sent_itself()
    {
        StorableFile own = File(Hidden, 1, 9, "MR");
        await using (StoreSender sender = await StoreSender.OpenAsync(gantry, [own], callingAe: "LIMITED"))
        {
            Assert.Equal((ushort?)0, (await sender.StoreAsync(own))?.Status);
            await sender.ReleaseAsync();
        }

        NormalizedRecorder reports = new(StorageCommitment.SopClassUid, (_, _) => 0);
        RequestorOptions options = new() { CalledAe = AeTitle.Parse(gantry.AeTitle), CallingAe = AeTitle.Parse("LIMITED"), Services = [reports] };
        PresentationContextProposal context = new(1, StorageCommitment.SopClassUid, [TransferSyntax.ExplicitVrLittleEndian.Uid]);
        await using RequestedAssociation association = Assert.IsType<RequestOutcome.Accepted>(await AssociationRequestor.RequestAsync("127.0.0.1", gantry.DicomPort, options, [context], CancellationToken.None)).Association;
        string[] uids = [$"{Mixed}.1.1", $"{Mixed}.2.1", $"{Hidden}.1.1", $"{Hidden}.1.9"];
        await association.InvokeAsync(association.Contexts[0], StorageCommitment.Request("1.2.3.99", [.. uids.Select(u => new ReferencedInstance(DatasetBuilder.CtImageStorage, u))]), CancellationToken.None);
        NormalizedRequest report = await reports.FirstAsync();
        IReadOnlyList<ReferencedInstance> instances = StorageCommitment.Read(report.Dataset, out _)!.Value.Instances;
        Assert.Equal([$"{Mixed}.1.1", $"{Hidden}.1.9"], instances.Where(i => i.FailureReason == 0).Select(i => i.SopInstanceUid).Order(StringComparer.Ordinal));
        Assert.All(instances.Where(i => i.FailureReason != 0), i => Assert.Equal(StorageCommitment.NoSuchInstance, i.FailureReason));
        await association.ReleaseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Views_are_managed_by_the_command_line_and_the_api()
    {
        await RunAsync(2, "view", "set", "odd", "--match", "KVP=120");
        await RunAsync(2, "peer", "edit", "LIMITED", "--view", "nothing");
        await RunAsync(1, "view", "remove", "CT only");
        Assert.Contains("of LIMITED", (await RunAsync(0, "view", "list")).Output, StringComparison.Ordinal);
        using HttpClient client = await gantry.ClientAsync();
        using HttpResponseMessage added = await client.PutAsJsonAsync("api/views/Late", new { match = new[] { "StudyDate=-90d-" }, sources = new[] { "CT1" } });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using HttpResponseMessage changed = await client.PatchAsJsonAsync("api/peers/LIMITED", new { views = new[] { "Late", "CT only" } });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        JsonElement view = await client.GetFromJsonAsync<JsonElement>("api/views/late");
        Assert.Equal(("Late", "StudyDate=-90d-", "CT1", "LIMITED"), (view.GetProperty("name").GetString(), view.GetProperty("match")[0].GetString(), view.GetProperty("sources")[0].GetString(), view.GetProperty("peers")[0].GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await client.DeleteAsync("api/views/Late")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PutAsJsonAsync("api/views/Bad", new { match = new[] { "Modality" } })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync("api/views/Nobody")).StatusCode);
        await RunAsync(0, "peer", "edit", "LIMITED", "--view", "CT only");
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("api/views/Late")).StatusCode);
        string[] kinds = [.. (await client.GetFromJsonAsync<JsonElement>("api/audit")).GetProperty("events").EnumerateArray().Select(e => e.GetProperty("kind").GetString()!)];
        Assert.Contains("view-changed", kinds);
        Assert.Contains("view-removed", kinds);
    }

    private static StorableFile File(string study, int series, int number, string modality)
    {
        Dataset dataset = DatasetBuilder.Ct(study, $"{study}.{series}", $"{study}.{series}.{number}", 32, 32, number, "VIEW-1");
        return StorableFile.Read(DatasetBuilder.EncodeFile(dataset.Set(Tags.Modality, modality)))!;
    }

    private async Task<CommandOutcome> RunAsync(int exit, params string[] arguments)
    {
        CommandOutcome outcome = await GantryProgram.RunAsync([.. arguments, "--data", gantry.Data]);
        Assert.True(outcome.ExitCode == exit, outcome.Output + outcome.Error);
        return outcome;
    }

    private async Task<string> FindAsync(string calling, params string[] keys)
    {
        CommandOutcome found = await Tool.RunAsync("findscu", ["-d", "-S", "-aet", calling, "-aec", gantry.AeTitle, "127.0.0.1", $"{gantry.DicomPort}", .. keys.SelectMany(k => new[] { "-k", k })]);
        return found.Output + found.Error;
    }

    private async Task<int> GetAsync(string calling, params string[] keys)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-view-");
        CommandOutcome got = await Tool.RunAsync("getscu", ["-d", "-aet", calling, "-aec", gantry.AeTitle, "-S", .. keys.SelectMany(k => new[] { "-k", k }), "-od", folder.FullName, "127.0.0.1", $"{gantry.DicomPort}"]);
        int received = folder.GetFiles().Length;
        folder.Delete(recursive: true);
        Assert.Equal(received, Completed(got));
        return received;
    }

    private static int Completed(CommandOutcome outcome) =>
        int.Parse(System.Text.RegularExpressions.Regex.Matches(outcome.Output + outcome.Error, @"Completed Suboperations\s*: (\d+)")[^1].Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
}
