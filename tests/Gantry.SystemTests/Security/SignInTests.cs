using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Security;

public sealed partial class SignInTests
{
    [Fact]
    public async Task Nothing_but_health_and_sign_in_answers_a_stranger()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient client = gantry.AnonymousClient();
        foreach (string path in new[] { "api/session", "api/users", "api/tokens", "api/audit", "api/studies", "dicom-web/studies", "dicom-web/no/such/thing" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
        }

        client.DefaultRequestHeaders.Add("Authorization", "Bearer gantry_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("api/users")).StatusCode);
    }

    [Fact]
    public async Task A_one_time_password_opens_only_its_own_change()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(environment: new Dictionary<string, string?> { ["GANTRY_ADMIN_PASSWORD"] = null });
        string oneTime = OneTimePassword().Match(gantry.Log).Groups[1].Value;
        using var browser = new BrowserSession(gantry);
        Assert.Equal(HttpStatusCode.OK, await browser.SignInAsync("admin", oneTime));
        Assert.True(browser.State.GetProperty("mustChangePassword").GetBoolean());
        using (HttpResponseMessage refused = await browser.SendAsync(HttpMethod.Get, "api/users"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("password-change-required", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await browser.ChangePasswordAsync(oneTime, "short"));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.ChangePasswordAsync("not the one", "a new long password"));
        string before = browser.Cookie!;
        Assert.Equal(HttpStatusCode.OK, await browser.ChangePasswordAsync(oneTime, "a new long password"));
        Assert.False(browser.State.GetProperty("mustChangePassword").GetBoolean());
        await browser.GetJsonAsync("api/users");
        using var old = new BrowserSession(gantry) { Cookie = before };
        Assert.Equal(HttpStatusCode.Unauthorized, (await old.SendAsync(HttpMethod.Get, "api/session")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_for_the_server_alone_and_ends_with_the_session()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using var browser = new BrowserSession(gantry);
        using (HttpResponseMessage answer = await browser.SendAsync(HttpMethod.Post, "api/session", new { user = "ADMIN", password = GantryProcess.AdminPassword }))
        {
            string cookie = answer.Headers.GetValues("Set-Cookie").Single();
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(HttpStatusCode.OK, await browser.SignInAsync("admin", GantryProcess.AdminPassword));
        JsonElement session = await browser.GetJsonAsync("api/session");
        Assert.Equal(["read", "store", "administer"], session.GetProperty("rights").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(HttpMethod.Delete, "api/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SendAsync(HttpMethod.Get, "api/session")).StatusCode);
    }

    [Fact]
    public async Task Unsafe_requests_need_the_header_and_our_own_origin()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using var browser = new BrowserSession(gantry);
        await browser.SignInAsync("admin", GantryProcess.AdminPassword);
        string csrf = browser.Csrf!;
        async Task<HttpStatusCode> AddAsync(string name, string? token, params (string Name, string Value)[] headers)
        {
            browser.Csrf = token;
            using HttpResponseMessage answer = await browser.SendAsync(HttpMethod.Post, "api/users", new { name, role = "reader" }, headers.ToDictionary(h => h.Name, h => h.Value));
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Forbidden, await AddAsync("anna", null));
        Assert.Equal(HttpStatusCode.Forbidden, await AddAsync("anna", csrf[..^1] + "-"));
        Assert.Equal(HttpStatusCode.Forbidden, await AddAsync("anna", csrf, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.Forbidden, await AddAsync("anna", csrf, ("Origin", "https://elsewhere.example")));
        Assert.Equal(HttpStatusCode.Created, await AddAsync("anna", csrf, ("Origin", gantry.Address.ToString().TrimEnd('/')), ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(HttpStatusCode.Conflict, await AddAsync("Anna", csrf));
    }

    [Fact]
    public async Task Wrong_passwords_lock_the_account_and_the_answer_never_says_what_was_wrong()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--set", "security.failuresBeforeLock=2"]);
        using HttpClient client = gantry.AnonymousClient();
        async Task<string> TryAsync(string user, string password)
        {
            using var body = new StringContent(JsonSerializer.Serialize(new { user, password }), System.Text.Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync("api/session", body);
            return $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }

        string unknown = await TryAsync("nobody", "some password");
        Assert.StartsWith("Unauthorized", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, await TryAsync("admin", "wrong"));
        Assert.Equal(unknown, await TryAsync("admin", "wrong"));
        Assert.Equal(unknown, await TryAsync("admin", GantryProcess.AdminPassword));
        CommandOutcome unlocked = await GantryProgram.RunAsync("user", "passwd", "admin", "--data", gantry.Data);
        using var browser = new BrowserSession(gantry);
        Assert.Equal(HttpStatusCode.OK, await browser.SignInAsync("admin", unlocked.LastLine));
    }

    [Fact]
    public async Task Sign_ins_are_bounded_for_an_address()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--set", "security.signInsPerMinute=2"]);
        using var browser = new BrowserSession(gantry);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.SignInAsync("nobody", "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.SignInAsync("nobody", "x"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await browser.SignInAsync("admin", GantryProcess.AdminPassword));
    }

    [Fact]
    public async Task Every_answer_carries_the_strict_headers_and_other_hosts_get_none()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient client = gantry.AnonymousClient();
        using HttpResponseMessage answer = await client.GetAsync("health/live");
        Assert.Contains("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "health/live") { Headers = { Host = "rebound.example" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.SendAsync(rebound)).StatusCode);
    }

    [GeneratedRegex("one-time password (\\S+)")]
    private static partial Regex OneTimePassword();
}
