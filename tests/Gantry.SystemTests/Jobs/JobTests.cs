using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Jobs;

/// <summary>Durable jobs of the running program.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private const string Study = "1.2.826.0.1.3680043.10.79.1";
    private static readonly string[] FastRetries = ["--set", "jobs.firstRetrySeconds=1", "--set", "jobs.maxRetrySeconds=1"];
    private GantryProcess gantry = null!;

    public async Task InitializeAsync()
    {
        gantry = await GantryProcess.StartAsync(arguments: FastRetries);
        await StoreAsync(gantry, 10);
    }

    public async Task DisposeAsync() => await gantry.DisposeAsync();

    [Fact]
    public async Task Sending_waits_for_the_peer_over_a_restart_and_goes_on_behind_what_was_sent()
    {
        int port = FreePorts.Next();
        await AddPeerAsync(gantry, "LATER", port);
        using (HttpClient client = await gantry.ClientAsync())
        {
            long id = await AddAsync(client, new { kind = "send", peer = "LATER", studies = new[] { Study } });
            JsonElement job = await WaitAsync(client, id, j => j.GetProperty("error").ValueKind == JsonValueKind.String);
            Assert.Contains("Connection refused", job.GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        await gantry.KillAsync();
        StatusStorage storage = new((_, _) => 0);
        await using ListeningPeer peer = ListeningPeer.Start(storage, port: port);
        await using GantryProcess again = await GantryProcess.StartAsync(gantry.Data, arguments: FastRetries);
        using HttpClient later = await again.ClientAsync();
        JsonElement done = await WaitAsync(later, 1, j => j.GetProperty("state").GetString() == "done");
        Assert.Equal(10, done.GetProperty("completed").GetInt32());
        Assert.Equal(10, storage.Requests.Count);
        Assert.True(done.GetProperty("history").GetArrayLength() >= 3);
    }

    [Fact]
    public async Task What_a_peer_refuses_is_said_and_sent_again_on_demand()
    {
        bool refuses = true;
        StatusStorage storage = new((r, _) => refuses && r.SopInstanceUid.EndsWith(".4", StringComparison.Ordinal) ? (ushort)0xC001 : (ushort)0);
        await using ListeningPeer peer = ListeningPeer.Start(storage);
        await AddPeerAsync(gantry, "PICKY", peer.Port);
        using HttpClient client = await gantry.ClientAsync();
        long id = await AddAsync(client, new { kind = "send", peer = "PICKY", studies = new[] { Study } });
        JsonElement failed = await WaitAsync(client, id, j => j.GetProperty("state").GetString() == "failed");
        Assert.Equal((9, 1), (failed.GetProperty("completed").GetInt32(), failed.GetProperty("failed").GetInt32()));
        Assert.Contains("C001", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        refuses = false;
        using HttpResponseMessage retried = await client.PostAsync($"api/jobs/{id}/retry", null);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        await WaitAsync(client, id, j => j.GetProperty("state").GetString() == "done");
        Assert.Equal(10, storage.Datasets.Count);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("move")]
    public async Task Retrieving_brings_a_peers_study_into_the_archive(string method)
    {
        await using GantryProcess other = await GantryProcess.StartAsync(aeTitle: "OTHER", arguments: FastRetries);
        await AddPeerAsync(other, "SOURCE", gantry.DicomPort, "--ae-title", gantry.AeTitle);
        await AddPeerAsync(gantry, "OTHER", other.DicomPort);
        using HttpClient client = await other.ClientAsync();
        long id = await AddAsync(client, new { kind = "retrieve", peer = "SOURCE", method, studies = new[] { Study } });
        JsonElement done = await WaitAsync(client, id, j => j.GetProperty("state").GetString() is "done" or "failed");
        Assert.Equal(("done", 10), (done.GetProperty("state").GetString(), done.GetProperty("completed").GetInt32()));
        Assert.Equal(10, JsonDocument.Parse(await client.GetStringAsync($"dicom-web/studies/{Study}/instances")).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task The_command_line_asks_lists_and_cancels()
    {
        await AddPeerAsync(gantry, "GONE", FreePorts.Next());
        CommandOutcome asked = await GantryProgram.RunAsync("job", "send", "GONE", "--study", Study, "--data", gantry.Data);
        Assert.True(asked.ExitCode == 0, asked.Error);
        string id = asked.LastLine.Split(' ')[^1];
        using HttpClient client = await gantry.ClientAsync();
        await WaitAsync(client, long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), j => j.GetProperty("attempts").GetInt32() > 0);
        CommandOutcome canceled = await GantryProgram.RunAsync("job", "cancel", id, "--data", gantry.Data);
        Assert.True(canceled.ExitCode == 0, canceled.Error);
        Assert.Contains("canceled", (await GantryProgram.RunAsync("job", "list", "--data", gantry.Data)).Output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await GantryProgram.RunAsync("job", "send", "NOBODY", "--study", Study, "--data", gantry.Data)).ExitCode);
    }

    [Fact]
    public async Task A_retrieval_that_had_begun_asks_only_for_what_is_missing()
    {
        // Instances 1 to 10 are here.
        BreakingArchive archive = new(Study, 13);
        await using ListeningPeer peer = ListeningPeer.Start(new StatusStorage((_, _) => 0), [archive]);
        await AddPeerAsync(gantry, "BREAKING", peer.Port);
        using HttpClient client = await gantry.ClientAsync();
        long id = await AddAsync(client, new { kind = "retrieve", peer = "BREAKING", studies = new[] { Study } });
        JsonElement done = await WaitAsync(client, id, j => j.GetProperty("state").GetString() == "done");
        Assert.Equal(13, done.GetProperty("completed").GetInt32());
        Assert.Equal(["STUDY ", $"IMAGE {Study}.1.11 {Study}.1.12 {Study}.1.13"], archive.Retrievals);
    }

    [Theory]
    [InlineData("""{"kind":"paint","peer":"X","studies":["1.2"]}""")]
    [InlineData("""{"kind":"send","peer":"X"}""")]
    [InlineData("""{"kind":"send","peer":"X","studies":["one"]}""")]
    [InlineData("""{"kind":"move","peer":"X","studies":["1.2"]}""")]
    public async Task What_makes_no_job_is_refused(string body)
    {
        using HttpClient client = await gantry.ClientAsync();
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync("api/jobs", content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    internal static async Task StoreAsync(GantryProcess gantry, int count, string study = Study)
    {
        List<StorableFile> files = [.. Enumerable.Range(1, count).Select(i => StorableFile.Read(DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, study + ".1", $"{study}.1.{i}", 32, 32, i, "JOB-1")))!)];
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, files);
        foreach (StorableFile file in files)
        {
            Assert.Equal((ushort?)0, (await sender.StoreAsync(file))?.Status);
        }

        await sender.ReleaseAsync();
    }

    internal static async Task AddPeerAsync(GantryProcess gantry, string name, int port, params string[] more)
    {
        CommandOutcome added = await GantryProgram.RunAsync(["peer", "add", name, "--host", "127.0.0.1", "--port", $"{port}", "--data", gantry.Data, .. more]);
        Assert.True(added.ExitCode == 0, added.Output + added.Error);
    }

    private static async Task<long> AddAsync(HttpClient client, object job)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync("api/jobs", job);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    /// <summary>Asks until it is so.</summary>
    private static Task<JsonElement> WaitAsync(HttpClient client, long id, Func<JsonElement, bool> isSo) =>
        Eventually.IsAsync(() => client.GetFromJsonAsync<JsonElement>($"api/jobs/{id}"), isSo);
}
