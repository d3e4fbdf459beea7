using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text.Json;
using Gantry.Archive.Security;
using Gantry.Composition;
using Gantry.Settings;

namespace Gantry.Commands.Import;

/// <summary>Through STOW-RS of the server that has the data folder open, with a token of this import alone.</summary>
internal sealed class ServerTarget : IImportTarget
{
    private readonly HttpClient client;
    private readonly State state;
    private readonly ApiToken token;

    private ServerTarget(HttpClient client, State state, ApiToken token)
    {
        this.client = client;
        this.state = state;
        this.token = token;
    }

    public static async Task<ServerTarget> OpenAsync(RunningServer running, DataFolder data, SettingsValues settings, CancellationToken cancellationToken)
    {
        var state = State.Open(data, settings.Get<SecurityOptions>());
        Account owner = state.Accounts.List().FirstOrDefault(a => a is { Role: Role.Administrator, IsDisabled: false })
            ?? throw new CommandException("there is no administrator's account to import with", ExitCode.Failed);
        (ApiToken token, string secret) = (await state.Tokens.CreateAsync(owner.Name, "import", Rights.Store, DateTimeOffset.UtcNow.AddDays(7), Caller.CommandLine, cancellationToken).ConfigureAwait(false))!.Value;
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan };
        if (running.CertificateHash is { } expected)
        {
            // The folder says which certificate the server has: no authority needs to know a self-made one.
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == expected };
        }

        var client = new HttpClient(handler) { BaseAddress = new Uri(running.Workstation), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/dicom+json"));
        return new ServerTarget(client, state, token);
    }

    public async Task<ImportResult> StoreAsync(Stream file, CancellationToken cancellationToken)
    {
        using var part = new StreamContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
        using var body = new MultipartContent("related") { part };
        body.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        try
        {
            using HttpResponseMessage answer = await client.PostAsync("dicom-web/studies", body, cancellationToken).ConfigureAwait(false);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => new ImportResult(ImportVerdict.Stored),
                HttpStatusCode.Accepted => new ImportResult(ImportVerdict.Conflict, "stored with a warning"),
                _ => new ImportResult(ImportVerdict.Refused, await ExplainAsync(answer, cancellationToken).ConfigureAwait(false)),
            };
        }
        catch (HttpRequestException broken)
        {
            throw new CommandException($"the server does not answer any more: {broken.Message}", ExitCode.Unavailable);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await state.Tokens.RevokeAsync(token.Id, Caller.CommandLine, CancellationToken.None).ConfigureAwait(false);
        await state.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The Error Comment of the first failed instance, or the problem's detail, or the status alone.</summary>
    private static async Task<string> ExplainAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.TryGetProperty("detail", out JsonElement detail))
            {
                return detail.ToString();
            }

            JsonElement failed = json.RootElement.GetProperty("00081198").GetProperty("Value")[0];
            return failed.TryGetProperty("00000902", out JsonElement comment)
                ? comment.GetProperty("Value")[0].ToString()
                : $"failure reason {failed.GetProperty("00081197").GetProperty("Value")[0]}";
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"the server answered {(int)answer.StatusCode}";
        }
    }
}
