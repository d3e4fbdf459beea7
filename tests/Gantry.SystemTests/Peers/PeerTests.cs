using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Peers;

public sealed class PeerTests
{
    [Fact]
    public async Task The_command_line_manages_peers_beside_a_running_server()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        Assert.Equal(0, (await Peer(gantry, "add", "GANTRY", "--host", "127.0.0.1", "--port", $"{gantry.DicomPort}")).ExitCode);
        Assert.Equal(1, (await Peer(gantry, "add", "gantry", "--host", "127.0.0.1", "--port", "104", "--ae-title", "OTHER")).ExitCode);
        Assert.Equal(1, (await Peer(gantry, "add", "Other", "--host", "127.0.0.1", "--port", "104", "--ae-title", "GANTRY")).ExitCode);
        Assert.Equal(2, (await Peer(gantry, "add", "Far", "--host", "127.0.0.1", "--port", "70000")).ExitCode);
        Assert.Equal(2, (await Peer(gantry, "add", "A name beyond AE titles", "--host", "127.0.0.1", "--port", "104")).ExitCode);
        CommandOutcome list = await Peer(gantry, "list");
        Assert.Contains($"127.0.0.1:{gantry.DicomPort} store,query,retrieve", list.LastLine, StringComparison.Ordinal);
        CommandOutcome echo = await Peer(gantry, "echo", "GANTRY");
        Assert.True(echo.ExitCode == 0, echo.Error);
        Assert.Contains("GANTRY answers (GANTRY", echo.LastLine, StringComparison.Ordinal);
        Assert.Equal(0, (await Peer(gantry, "edit", "GANTRY", "--port", "1", "--rights", "store")).ExitCode);
        Assert.Equal(3, (await Peer(gantry, "echo", "GANTRY")).ExitCode);
        Assert.Equal(0, (await Peer(gantry, "remove", "GANTRY")).ExitCode);
        Assert.Equal(1, (await Peer(gantry, "remove", "GANTRY")).ExitCode);
        Assert.Equal("", (await Peer(gantry, "list")).Output);
    }

    [Fact]
    public async Task The_api_manages_peers_and_shows_why_an_association_was_refused()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient client = await gantry.ClientAsync();
        using HttpResponseMessage added = await client.PostAsJsonAsync("api/peers", new { name = "Ourselves", aeTitle = gantry.AeTitle, host = "localhost", port = gantry.DicomPort, rights = new[] { "store" } });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsJsonAsync("api/peers", new { name = "ourselves", aeTitle = "X", host = "localhost", port = 1 })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostAsJsonAsync("api/peers", new { name = "X", host = "not a host", port = 1 })).StatusCode);
        Assert.True((await EchoAsync(client)).GetProperty("ok").GetBoolean());
        await AuditAsync(client, "association-accepted");

        using HttpResponseMessage disabled = await client.PatchAsJsonAsync("api/peers/Ourselves", new { enabled = false });
        Assert.Equal(HttpStatusCode.OK, disabled.StatusCode);
        CommandOutcome refused = await GantryProgram.RunAsync("echo", "127.0.0.1", $"{gantry.DicomPort}", "--called", gantry.AeTitle, "--calling", gantry.AeTitle);
        Assert.Equal(3, refused.ExitCode);
        JsonElement[] associations = await Eventually.IsAsync(
            async () => (await client.GetFromJsonAsync<JsonElement>("api/associations?peer=ourselves")).GetProperty("associations").EnumerateArray().ToArray(),
            all => all.Select(Outcome).Order(StringComparer.Ordinal).SequenceEqual(["accepted", "rejected", "released"]),
            all => string.Join(' ', all.Select(Outcome)));
        JsonElement rejected = associations.Single(a => Outcome(a) == "rejected");
        Assert.Equal("the peer Ourselves is disabled", rejected.GetProperty("reason").GetString());

        await AuditAsync(client, "association-refused");
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("api/peers/Ourselves")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("api/peers/Ourselves")).StatusCode);
        string[] kinds = await AuditAsync(client, "peer-removed");
        Assert.Equal(["peer-removed", "association-refused", "peer-changed", "association-accepted", "peer-added"], kinds.Where(k => k.StartsWith("peer", StringComparison.Ordinal) || k.StartsWith("association", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_administrators_see_peers()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient anybody = gantry.AnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.GetAsync("api/peers")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.GetAsync("api/associations")).StatusCode);
    }

    [ToolFact("storescu")]
    public async Task A_peer_without_the_right_to_store_is_told_so()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        await Peer(gantry, "add", "READER", "--host", "127.0.0.1", "--port", "104", "--rights", "query");
        string file = Path.Combine(gantry.Data, "one.dcm");
        await File.WriteAllBytesAsync(file, DatasetBuilder.EncodeFile(DatasetBuilder.Ct()));
        CommandOutcome sent = await Tool.RunAsync("storescu", "-d", "-aet", "READER", "-aec", gantry.AeTitle, "127.0.0.1", $"{gantry.DicomPort}", file);
        Assert.Contains("0x0124", sent.Output + sent.Error, StringComparison.Ordinal);
    }

    private static Task<CommandOutcome> Peer(GantryProcess gantry, params string[] arguments) => GantryProgram.RunAsync(["peer", .. arguments, "--data", gantry.Data]);

    /// <summary>The kinds of the audit's events, the newest first, once there is one of this kind: an association's comes when the server has seen its end.</summary>
    private static Task<string[]> AuditAsync(HttpClient client, string kind) => Eventually.IsAsync(
        async () => (await client.GetFromJsonAsync<JsonElement>("api/audit")).GetProperty("events").EnumerateArray().Select(e => e.GetProperty("kind").GetString()!).ToArray(),
        kinds => kinds.Contains(kind),
        kinds => string.Join(' ', kinds));

    private static string Outcome(JsonElement association) => association.GetProperty("outcome").GetString()!;

    private static async Task<JsonElement> EchoAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.PostAsync("api/peers/Ourselves/echo", null);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
