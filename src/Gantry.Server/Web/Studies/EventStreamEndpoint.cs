using System.Globalization;
using System.Text.Json;
using Gantry.Archive.Changes;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Gantry.Server.Web.Studies;

/// <summary>GET /api/events: the change feed as server-sent events, told study by study.</summary>
internal static class EventStreamEndpoint
{
    private const int PageSize = 2_000;
    private const long MaxBehind = 100_000;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/events", StreamAsync).RequireAuthorization(Policies.Read).WithName("Events").WithTags("Workstation");

    private static async Task StreamAsync(HttpContext context, IChangeFeed feed, TimeProvider time, IHostApplicationLifetime? lifetime, long? after = null)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime?.ApplicationStopping ?? CancellationToken.None);
        HttpResponse response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        long cursor = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out long last) ? last : after ?? feed.Latest;
        try
        {
            if (cursor > feed.Latest || feed.Latest - cursor > MaxBehind)
            {
                cursor = feed.Latest;
                await SendAsync(response, "reset", cursor, "{}", ending.Token);
            }
            else
            {
                await response.WriteAsync(": here\n\n", ending.Token);
                await response.Body.FlushAsync(ending.Token);
            }

            while (true)
            {
                if (!await WaitAsync(feed, cursor, time, ending.Token))
                {
                    await response.WriteAsync(":\n\n", ending.Token);
                    await response.Body.FlushAsync(ending.Token);
                    continue;
                }

                cursor = await TellAsync(response, feed, cursor, ending.Token);
                await Task.Delay(Gather, time, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or the server goes; the next connection resumes by its last event.
        }
    }

    /// <summary>False when the time for a sign of life has come without a change.</summary>
    private static async Task<bool> WaitAsync(IChangeFeed feed, long after, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silence = new(Heartbeat, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await feed.WaitAsync(after, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<long> TellAsync(HttpResponse response, IChangeFeed feed, long cursor, CancellationToken cancellationToken)
    {
        Dictionary<string, string> studies = new(StringComparer.Ordinal);
        IReadOnlyList<Change> changes;
        do
        {
            changes = await feed.ReadAsync(cursor, PageSize, cancellationToken);
            foreach (Change change in changes)
            {
                cursor = Math.Max(cursor, change.Number);
                if (change.Kind is ChangeKind.Stored or ChangeKind.Deleted or ChangeKind.Corrected)
                {
                    studies[change.Study.Value] = change.Kind switch { ChangeKind.Stored => "stored", ChangeKind.Deleted => "deleted", _ => "corrected" };
                }
            }
        }
        while (changes.Count == PageSize && studies.Count < PageSize);

        if (studies.Count > 0)
        {
            StudyEvent told = new(cursor, [.. studies.Select(pair => new ChangedStudy(pair.Key, pair.Value))]);
            await SendAsync(response, "studies", cursor, JsonSerializer.Serialize(told, WebJson.Default.StudyEvent), cancellationToken);
        }

        return cursor;
    }

    private static async Task SendAsync(HttpResponse response, string kind, long id, string data, CancellationToken cancellationToken)
    {
        await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"event: {kind}\nid: {id}\ndata: {data}\n\n"), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
