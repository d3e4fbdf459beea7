using System.Net.Http.Json;
using System.Text.Json;
using Gantry.SystemTests.Jobs;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Routing;

/// <summary>Rules of the running program forward what arrives.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private const string Study = "1.2.826.0.1.3680043.10.81";
    private static readonly string[] FastRetries = ["--set", "jobs.firstRetrySeconds=1", "--set", "jobs.maxRetrySeconds=1"];
    private GantryProcess gantry = null!;

    public async Task InitializeAsync() => gantry = await GantryProcess.StartAsync(arguments: FastRetries);

    public async Task DisposeAsync() => await gantry.DisposeAsync();

    [Fact]
    public async Task What_arrives_is_forwarded_in_order_and_nothing_is_lost_over_a_kill_and_a_missing_peer()
    {
        int port = FreePorts.Next();
        await JobTests.AddPeerAsync(gantry, "NEXT", port);
        await SetAsync("forward", "--peer", "NEXT", "--match", "Modality=CT,MR");
        await WaitAsync(gantry, "forward", r => r.GetProperty("waiting").GetInt64() == 0);
        await BeginsAsync();
        await JobTests.StoreAsync(gantry, 20, Study + ".1");
        JsonElement waiting = await WaitAsync(gantry, "forward", r => r.GetProperty("error").ValueKind == JsonValueKind.String);
        Assert.Contains("Connection refused", waiting.GetProperty("error").GetString(), StringComparison.Ordinal);
        await gantry.KillAsync();
        StatusStorage storage = new((_, _) => 0);
        await using ListeningPeer peer = ListeningPeer.Start(storage, port: port);
        await using GantryProcess again = await GantryProcess.StartAsync(gantry.Data, arguments: FastRetries);
        await JobTests.StoreAsync(again, 20, Study + ".2");
        await WaitAsync(again, "forward", r => r.GetProperty("forwarded").GetInt64() >= 40 && r.GetProperty("waiting").GetInt64() == 0);
        Assert.Equal(
            Enumerable.Range(1, 20).Select(i => $"{Study}.1.1.{i}").Concat(Enumerable.Range(1, 20).Select(i => $"{Study}.2.1.{i}")),
            storage.Requests.Select(r => r.SopInstanceUid).Distinct());
    }

    [Fact]
    public async Task Two_rules_to_one_destination_keep_one_order()
    {
        StatusStorage storage = new((_, _) => 0);
        await using ListeningPeer peer = ListeningPeer.Start(storage);
        await JobTests.AddPeerAsync(gantry, "ONE", peer.Port);
        await SetAsync("odd", "--peer", "ONE", "--match", "InstanceNumber=1,3,5,7,9,11,13,15,17,19,21,23,25,27,29");
        await SetAsync("even", "--peer", "ONE", "--match", "InstanceNumber!=1,3,5,7,9,11,13,15,17,19,21,23,25,27,29");
        await BeginsAsync();
        await JobTests.StoreAsync(gantry, 30, Study + ".9");
        await WaitAsync(gantry, "odd", r => r.GetProperty("forwarded").GetInt64() == 15);
        await WaitAsync(gantry, "even", r => r.GetProperty("forwarded").GetInt64() == 15);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"{Study}.9.1.{i}"), storage.Requests.Select(r => r.SopInstanceUid));
    }

    [Fact]
    public async Task What_is_refused_is_put_aside_with_its_reason_and_sent_again_on_demand()
    {
        bool refuses = true;
        StatusStorage storage = new((r, _) => refuses && r.SopInstanceUid.EndsWith(".3", StringComparison.Ordinal) ? (ushort)0xC123 : (ushort)0);
        await using ListeningPeer peer = ListeningPeer.Start(storage);
        await JobTests.AddPeerAsync(gantry, "PICKY", peer.Port);
        await SetAsync("picky", "--peer", "PICKY");
        await BeginsAsync();
        await JobTests.StoreAsync(gantry, 5, Study + ".3");
        await WaitAsync(gantry, "picky", r => r.GetProperty("forwarded").GetInt64() == 4 && r.GetProperty("refused").GetInt64() == 1);
        Assert.Contains("C123", (await GantryProgram.RunAsync("route", "refused", "picky", "--data", gantry.Data)).Output, StringComparison.Ordinal);
        refuses = false;
        using HttpClient client = await gantry.ClientAsync();
        using HttpResponseMessage retried = await client.PostAsync("api/routes/picky/retry", null);
        Assert.True(retried.IsSuccessStatusCode);
        await WaitAsync(gantry, "picky", r => r.GetProperty("forwarded").GetInt64() == 5 && r.GetProperty("refused").GetInt64() == 0);
    }

    [Fact]
    public async Task A_study_goes_by_STOW_when_it_is_quiet_and_what_does_not_match_stays()
    {
        await using GantryProcess other = await GantryProcess.StartAsync(aeTitle: "OTHER");
        using HttpClient admin = await gantry.ClientAsync();
        string url = new Uri(other.Address, "dicom-web").AbsoluteUri;
        Assert.True(await PutAsync(admin, new { url, token = await other.TokenAsync(), when = "study", quietSeconds = 5 }));

        // The token is not told, so that a change comes without it.
        Assert.True(await PutAsync(admin, new { url, when = "study", quietSeconds = 1, match = new[] { $"StudyInstanceUID={Study}.4" }, sources = new[] { "TESTER" } }));
        await BeginsAsync();
        await JobTests.StoreAsync(gantry, 6, Study + ".4");
        await JobTests.StoreAsync(gantry, 2, Study + ".5");
        await WaitAsync(gantry, "cloud", r => r.GetProperty("forwarded").GetInt64() == 6 && r.GetProperty("waiting").GetInt64() == 0);
        using HttpClient client = await other.ClientAsync();
        JsonElement there = JsonDocument.Parse(await client.GetStringAsync("dicom-web/instances")).RootElement;
        Assert.Equal(6, there.GetArrayLength());
        Assert.All(there.EnumerateArray(), i => Assert.Equal(Study + ".4", i.GetProperty("0020000D").GetProperty("Value")[0].GetString()));

        // To another address the token never goes.
        Assert.False(await PutAsync(admin, new { url = "http://127.0.0.1:9/dicom-web", enabled = false }));
    }

    [Fact]
    public async Task A_patients_earlier_studies_are_prefetched_on_arrival()
    {
        await using GantryProcess old = await GantryProcess.StartAsync(aeTitle: "OLD");
        await JobTests.StoreAsync(old, 4, Study + ".6");
        await JobTests.StoreAsync(old, 3, Study + ".7");
        await JobTests.AddPeerAsync(old, gantry.AeTitle, gantry.DicomPort);
        await JobTests.AddPeerAsync(gantry, "OLD", old.DicomPort);
        await SetAsync("priors", "--peer", "OLD", "--action", "prefetch", "--source", "TESTER");
        await BeginsAsync();
        await JobTests.StoreAsync(gantry, 12, Study + ".8");
        using HttpClient client = await gantry.ClientAsync();
        await Eventually.IsAsync(
            async () => (Here: JsonDocument.Parse(await client.GetStringAsync("dicom-web/instances?limit=100")).RootElement.GetArrayLength(), Jobs: await client.GetStringAsync("api/jobs")),
            seen => seen.Here == 4 + 3 + 12);
        Assert.Single((await client.GetFromJsonAsync<JsonElement>("api/jobs?kind=prefetch")).GetProperty("jobs").EnumerateArray());
    }

    /// <summary>Sets the rule "cloud"; does it have a token then?</summary>
    private static async Task<bool> PutAsync(HttpClient admin, object rule)
    {
        using HttpResponseMessage set = await admin.PutAsJsonAsync("api/routes/cloud", rule);
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync());
        return (await set.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("hasToken").GetBoolean();
    }

    private async Task SetAsync(string name, params string[] arguments)
    {
        CommandOutcome set = await GantryProgram.RunAsync(["route", "set", name, .. arguments, "--data", gantry.Data]);
        Assert.True(set.ExitCode == 0, set.Error);
    }

    /// <summary>A new rule begins with what comes once the server has seen it.</summary>
    private Task BeginsAsync() => Eventually.IsAsync(() =>
    {
        using Microsoft.Data.Sqlite.SqliteConnection state = new($"Data Source={Path.Combine(gantry.Data, "state.db")};Pooling=false");
        state.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = state.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM route WHERE cursor < 0";
        return (long)command.ExecuteScalar()! == 0;
    });

    private static async Task<JsonElement> WaitAsync(GantryProcess gantry, string name, Func<JsonElement, bool> isSo)
    {
        using HttpClient client = await gantry.ClientAsync();
        return await Eventually.IsAsync(() => client.GetFromJsonAsync<JsonElement>($"api/routes/{name}"), isSo);
    }
}
