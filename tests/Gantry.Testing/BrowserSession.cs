using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Gantry.Testing;

/// <summary>A browser's side of a session: keeps the cookie, sends the CSRF header.</summary>
public sealed class BrowserSession(GantryProcess gantry) : IDisposable
{
    private readonly HttpClient client = gantry.AnonymousClient();

    public string? Cookie { get; set; }

    public string? Csrf { get; set; }

    /// <summary>The last answer of the session API.</summary>
    public JsonElement State { get; private set; }

    public async Task<HttpStatusCode> SignInAsync(string user, string password)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "api/session", new { user, password });
        return await TakeAsync(answer);
    }

    public async Task<HttpStatusCode> ChangePasswordAsync(string current, string replacement)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "api/session/password", new Dictionary<string, string> { ["current"] = current, ["new"] = replacement });
        return await TakeAsync(answer);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, IReadOnlyDictionary<string, string>? headers = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        if (Csrf is not null && method != HttpMethod.Get)
        {
            request.Headers.Add("X-Gantry-Csrf", Csrf);
        }

        foreach ((string name, string value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers.Add(name, value);
        }

        return client.SendAsync(request);
    }

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpStatusCode> TakeAsync(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
        {
            Cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            State = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Csrf = State.GetProperty("csrf").GetString();
        }

        return answer.StatusCode;
    }
}
