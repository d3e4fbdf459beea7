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
    public async Task Who_sends_stores_reads_and_imports_is_in_the_audit_stream_once()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient client = await gantry.ClientAsync();
        string study = Gantry.Dicom.DicomUid.New();
        byte[] file = DatasetBuilder.EncodeFile(DatasetBuilder.Ct(study, Gantry.Dicom.DicomUid.New(), Gantry.Dicom.DicomUid.New()));
        using ByteArrayContent body = new(file);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("dicom-web/studies", body)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"dicom-web/studies/{study}/metadata")).StatusCode);
        Assert.Equal(0, (await GantryProgram.RunAsync("echo", "127.0.0.1", gantry.DicomPort.ToString(System.Globalization.CultureInfo.InvariantCulture), "--called", "GANTRY")).ExitCode);
        Assert.NotEqual(0, (await GantryProgram.RunAsync("echo", "127.0.0.1", gantry.DicomPort.ToString(System.Globalization.CultureInfo.InvariantCulture), "--called", "NOBODY")).ExitCode);
        string folder = Directory.CreateTempSubdirectory("gantry-import-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "1.dcm"), file);
        Assert.Equal(0, (await GantryProgram.RunAsync("import", folder, "--data", gantry.Data)).ExitCode);
        Directory.Delete(folder, recursive: true);
        await gantry.StopAsync();

        await using GantryProcess again = await GantryProcess.StartAsync(gantry.Data);
        using HttpClient reader = await again.ClientAsync();
        JsonElement[] events = [.. JsonDocument.Parse(await reader.GetStringAsync("api/audit")).RootElement.GetProperty("events").EnumerateArray()];
        string[] kinds = [.. events.Select(e => e.GetProperty("kind").GetString()!)];
        foreach ((string kind, int count) in ((string, int)[])[("study-read", 1), ("instances-stored", 2), ("association-accepted", 1), ("association-refused", 1), ("imported", 1)])
        {
            Assert.True(count == kinds.Count(k => k == kind), $"{kind}: {string.Join(' ', kinds)}");
        }

        Assert.Equal("0 stored, 1 already here, 0 in conflict, 0 refused, 0 not DICOM", events.Single(e => e.GetProperty("kind").GetString() == "imported").GetProperty("detail").GetString());
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
