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
    /// <summary>Failure Reason 0111H (PS3.18 Annex I): the UID is taken by other content.</summary>
    private const int DuplicateSopInstance = 0x0111;

    /// <summary>Of the answer to a store: so many of its instances were here before.</summary>
    private const string AlreadyHeldHeader = "Gantry-Already-Held";
    private const string OnlyPart = "part 1: ";

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
            return answer.StatusCode == HttpStatusCode.OK
                ? new ImportResult(answer.Headers.Contains(AlreadyHeldHeader) ? ImportVerdict.Duplicate : ImportVerdict.Stored)
                : await JudgeAsync(answer, cancellationToken).ConfigureAwait(false);
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

    /// <summary>The Failure Reason tells a conflict from a refusal; the words are in the Warning header, or in the problem's detail.</summary>
    private static async Task<ImportResult> JudgeAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        int? reason = null;
        string? words = answer.Headers.TryGetValues("Warning", out IEnumerable<string>? warnings) ? TextOf(warnings.First()) : null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
            if (json.RootElement.TryGetProperty("detail", out JsonElement detail))
            {
                words ??= detail.ToString();
            }
            else if (json.RootElement.TryGetProperty("00081198", out JsonElement failed) || json.RootElement.TryGetProperty("0008119A", out failed))
            {
                reason = failed.GetProperty("Value")[0].GetProperty("00081197").GetProperty("Value")[0].GetInt32();
            }
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not a report of ours, a proxy's page perhaps: the status is told.
        }

        return reason == DuplicateSopInstance
            ? new ImportResult(ImportVerdict.Conflict, words ?? "other content is stored under its SOP Instance UID; this one is kept aside")
            : new ImportResult(ImportVerdict.Refused, words ?? $"the server answered {(int)answer.StatusCode} {answer.ReasonPhrase}{(reason is null ? "" : $", failure reason {reason:X4}H")}");
    }

    /// <summary>What stands between the quotes of <c>299 agent "part 1: text"</c>; the part's number says nothing where there is one part.</summary>
    private static string TextOf(string warning)
    {
        int start = warning.IndexOf('"', StringComparison.Ordinal) + 1;
        int end = warning.LastIndexOf('"');
        string text = start > 0 && end > start ? warning[start..end] : warning;
        return text.StartsWith(OnlyPart, StringComparison.Ordinal) ? text[OnlyPart.Length..] : text;
    }
}
