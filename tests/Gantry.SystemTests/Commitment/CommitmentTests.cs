using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Availability;
using Gantry.Network.Services.Commitment;
using Gantry.Network.Services.Normalized;
using Gantry.SystemTests.Jobs;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Commitment;

/// <summary>Storage commitment and availability notification with scripted peers.</summary>
public sealed class CommitmentTests : IAsyncLifetime
{
    private const string Study = "1.2.826.0.1.3680043.10.80.1";
    private const string Transaction = "1.2.826.0.1.3680043.10.80.99";
    private static readonly string[] FastRetries = ["--set", "jobs.firstRetrySeconds=1", "--set", "jobs.maxRetrySeconds=1"];
    private GantryProcess gantry = null!;

    public async Task InitializeAsync()
    {
        gantry = await GantryProcess.StartAsync(arguments: FastRetries);
        await JobTests.StoreAsync(gantry, 5, Study);
    }

    public async Task DisposeAsync() => await gantry.DisposeAsync();

    [Fact]
    public async Task The_report_comes_on_the_association_that_asked()
    {
        NormalizedRecorder reports = new(StorageCommitment.SopClassUid, (_, _) => 0);
        await using RequestedAssociation association = await AskAsync(gantry, reports, [.. Instances(5), new ReferencedInstance(DatasetBuilder.CtImageStorage, "1.2.3.4.5")]);
        NormalizedRequest report = await reports.FirstAsync();
        Assert.Equal((CommandField.NEventReportRequest, StorageCommitment.SomeFailed), (report.Service, report.TypeId));
        (string transaction, IReadOnlyList<ReferencedInstance> instances) = StorageCommitment.Read(report.Dataset, out _)!.Value;
        Assert.Equal(Transaction, transaction);
        Assert.Equal(5, instances.Count(i => i.FailureReason == 0));
        Assert.Equal(new ReferencedInstance(DatasetBuilder.CtImageStorage, "1.2.3.4.5", StorageCommitment.NoSuchInstance), Assert.Single(instances, i => i.FailureReason != 0));
        await association.ReleaseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task It_is_delivered_on_an_association_of_ours_after_a_kill_and_tried_until_it_is_taken()
    {
        int port = FreePorts.Next();
        await JobTests.AddPeerAsync(gantry, "MODALITY", port);
        await using (RequestedAssociation association = await AskAsync(gantry, null, Instances(5)))
        {
            await association.ReleaseAsync(CancellationToken.None);
        }

        await gantry.KillAsync();
        NormalizedRecorder reports = new(StorageCommitment.SopClassUid, (_, count) => count < 3 ? DimseStatus.ProcessingFailure : DimseStatus.Success);
        await using ListeningPeer peer = ListeningPeer.Start(new StatusStorage((_, _) => 0), [reports], port);
        await using GantryProcess again = await GantryProcess.StartAsync(gantry.Data, arguments: FastRetries);
        using HttpClient client = await again.ClientAsync();
        await WaitAsync(client, "commit", j => j.GetProperty("state").GetString() == "done");
        Assert.Equal(3, reports.Requests.Count);
        Assert.All(reports.Requests, r => Assert.Equal(StorageCommitment.AllCommitted, r.TypeId));
        Assert.True(reports.Associations.First().PeerIsScp(StorageCommitment.SopClassUid));
    }

    [Fact]
    public async Task What_does_not_hold_its_checksum_is_not_committed()
    {
        await gantry.StopAsync();
        FileInfo segment = new DirectoryInfo(Path.Combine(gantry.Data, "objects", "segments")).EnumerateFiles("*", SearchOption.AllDirectories).OrderByDescending(f => f.Length).First();
        byte[] bytes = await File.ReadAllBytesAsync(segment.FullName);
        int at = bytes.AsSpan().IndexOf("DICM"u8) + 1500;
        bytes[at] ^= 0xFF;
        await using (FileStream file = new(segment.FullName, FileMode.Open, FileAccess.Write))
        {
            file.Position = at;
            file.WriteByte(bytes[at]);
        }

        await using GantryProcess again = await GantryProcess.StartAsync(gantry.Data, arguments: FastRetries);
        NormalizedRecorder reports = new(StorageCommitment.SopClassUid, (_, _) => 0);
        await using RequestedAssociation association = await AskAsync(again, reports, Instances(5));
        IReadOnlyList<ReferencedInstance> instances = StorageCommitment.Read((await reports.FirstAsync()).Dataset, out _)!.Value.Instances;
        Assert.Equal(StorageCommitment.ProcessingFailure, Assert.Single(instances, i => i.FailureReason != 0).FailureReason);
        await association.ReleaseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Two_archives_ask_and_answer()
    {
        await using GantryProcess other = await GantryProcess.StartAsync(aeTitle: "OTHER", arguments: FastRetries);
        await JobTests.StoreAsync(other, 5, Study);
        await JobTests.AddPeerAsync(gantry, "OTHER", other.DicomPort);
        await JobTests.AddPeerAsync(other, "GANTRY", gantry.DicomPort);
        using HttpClient client = await gantry.ClientAsync();
        using HttpResponseMessage added = await client.PostAsJsonAsync("api/jobs", new { kind = "commit-request", peer = "OTHER", studies = new[] { Study } });
        Assert.True(added.IsSuccessStatusCode);
        JsonElement job = await WaitAsync(client, "commit-request", j => j.GetProperty("state").GetString() is "done" or "failed");
        Assert.Equal(("done", 5), (job.GetProperty("state").GetString(), job.GetProperty("completed").GetInt32()));
    }

    [Fact]
    public async Task Availability_is_told_by_N_CREATE()
    {
        NormalizedRecorder notices = new(InstanceAvailability.SopClassUid, (_, _) => 0);
        await using ListeningPeer peer = ListeningPeer.Start(new StatusStorage((_, _) => 0), [notices]);
        await JobTests.AddPeerAsync(gantry, "RIS", peer.Port);
        using HttpClient client = await gantry.ClientAsync();
        using HttpResponseMessage added = await client.PostAsJsonAsync("api/jobs", new { kind = "notify", peer = "RIS", studies = new[] { Study } });
        Assert.True(added.IsSuccessStatusCode);
        await WaitAsync(client, "notify", j => j.GetProperty("state").GetString() == "done");
        NormalizedRequest notice = Assert.Single(notices.Requests);
        Assert.Equal(CommandField.NCreateRequest, notice.Service);
        Assert.Equal(Study, notice.Dataset!.GetString(Tags.StudyInstanceUID));
        Dataset series = Assert.Single(notice.Dataset.GetItems(Tags.ReferencedSeriesSequence));
        Assert.Equal(5, series.GetItems(Tags.ReferencedSOPSequence).Count);
        Assert.All(series.GetItems(Tags.ReferencedSOPSequence), i => Assert.Equal(("ONLINE", "GANTRY"), (i.GetString(Tags.InstanceAvailability), i.GetString(Tags.RetrieveAETitle))));
    }

    private static List<ReferencedInstance> Instances(int count) => [.. Enumerable.Range(1, count).Select(i => new ReferencedInstance(DatasetBuilder.CtImageStorage, $"{Study}.1.{i}"))];

    private static async Task<RequestedAssociation> AskAsync(GantryProcess gantry, NormalizedRecorder? reports, IReadOnlyList<ReferencedInstance> instances)
    {
        RequestorOptions options = new() { CalledAe = AeTitle.Parse(gantry.AeTitle), CallingAe = AeTitle.Parse("MODALITY"), Services = reports is null ? [] : [reports] };
        PresentationContextProposal context = new(1, StorageCommitment.SopClassUid, [TransferSyntax.ExplicitVrLittleEndian.Uid]);
        RequestedAssociation association = Assert.IsType<RequestOutcome.Accepted>(await AssociationRequestor.RequestAsync("127.0.0.1", gantry.DicomPort, options, [context], CancellationToken.None)).Association;
        NormalizedResult? result = await association.InvokeAsync(Assert.Single(association.Contexts), StorageCommitment.Request(Transaction, instances), CancellationToken.None);
        Assert.Equal(DimseStatus.Success, result?.Status);
        return association;
    }

    private static Task<JsonElement> WaitAsync(HttpClient client, string kind, Func<JsonElement, bool> isSo) => Eventually.IsAsync(
        async () => (await client.GetFromJsonAsync<JsonElement>($"api/jobs?kind={kind}")).GetProperty("jobs").EnumerateArray().First(), isSo);
}
