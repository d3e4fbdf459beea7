using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Security;

public sealed class TokenTests
{
    [Fact]
    public async Task A_token_of_the_command_line_opens_the_running_server_until_it_is_revoked()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient client = await gantry.ClientAsync();
        using (HttpResponseMessage answer = await client.GetAsync("api/tokens"))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            string id = body.RootElement.GetProperty("tokens")[0].GetProperty("id").GetString()!;
            Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"api/tokens/{id}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("api/tokens")).StatusCode);
    }

    [Fact]
    public async Task A_token_reaches_as_far_as_its_scopes_and_its_account()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        await GantryProgram.RunAsync("user", "add", "anna", "--data", gantry.Data);
        using HttpClient client = gantry.AnonymousClient();
        foreach (string[] arguments in new[] { new[] { "anna" }, ["admin", "--scope", "read", "store"] })
        {
            CommandOutcome made = await GantryProgram.RunAsync(["user", "token", .. arguments, "--data", gantry.Data]);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.LastLine);
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("api/users")).StatusCode);
        }
    }

    [Fact]
    public async Task The_secret_is_not_in_the_data_folder()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        string secret = await gantry.TokenAsync();
        await gantry.StopAsync();
        foreach (string file in Directory.EnumerateFiles(gantry.Data, "*", SearchOption.AllDirectories))
        {
            string bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain(secret, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain(GantryProcess.AdminPassword, bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_done_is_in_the_audit_stream_after_a_kill()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using (var browser = new BrowserSession(gantry))
        {
            await browser.SignInAsync("admin", "wrong");
            await browser.SignInAsync("admin", GantryProcess.AdminPassword);
        }

        await gantry.KillAsync();
        await using GantryProcess again = await GantryProcess.StartAsync(gantry.Data);
        using HttpClient client = await again.ClientAsync();
        string audit = await client.GetStringAsync("api/audit");
        string[] kinds = [.. JsonDocument.Parse(audit).RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("kind").GetString()!)];
        Assert.Equal(["token-created", "server-started", "sign-in", "sign-in-failed", "server-started", "account-added"], kinds);
        Assert.DoesNotContain(GantryProcess.AdminPassword, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient client = await gantry.ClientAsync();
        using var body = new StringContent("""{"disabled":true}""", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Conflict, (await client.PatchAsync("api/users/admin", body)).StatusCode);
    }
}
