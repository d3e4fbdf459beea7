using Gantry.Archive.Lifecycle;
using Gantry.Archive.Query;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>GET /api/system: how the server fares, for administrators.</summary>
public sealed class SystemEndpoints(SystemPlaces places, IngestRates rates, LocalArchive archive, IQueryEngine engine, TimeProvider time)
{
    private const long CountAtMost = 100_000_000;
    private const double LeastFreePart = 0.05;
    private const long LeastFreeBytes = 5L << 30;

    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/system", (RequestDelegate)GetAsync).RequireAuthorization(Policies.Administer);

    private async Task GetAsync(HttpContext context)
    {
        DriveInfo drive = new(places.Root);
        long ready = archive.ReadyBytes;
        StorageAnswer storage = new(
            places.Root, drive.AvailableFreeSpace, drive.TotalSize, Math.Max(0, SizeOf(places.Objects, "*") - ready), ready, SizeOf(places.Root, places.IndexFiles),
            Directory.Exists(places.Quarantine) ? Directory.EnumerateFiles(places.Quarantine, "*.dcm", SearchOption.AllDirectories).Count() : 0);
        CountsAnswer counts = new(
            await CountAsync(QueryLevel.Patient, context).ConfigureAwait(false),
            await CountAsync(QueryLevel.Study, context).ConfigureAwait(false),
            await CountAsync(QueryLevel.Series, context).ConfigureAwait(false),
            await CountAsync(QueryLevel.Instance, context).ConfigureAwait(false));
        (IReadOnlyList<IngestMinute> hour, IngestMinute total) = rates.Read();
        List<string> warnings = [];
        if (storage.FreeBytes < LeastFreeBytes || storage.FreeBytes < storage.TotalBytes * LeastFreePart)
        {
            warnings.Add("The disk of the data folder is nearly full; when it is, new instances are refused.");
        }

        if (storage.PutAside > 0)
        {
            warnings.Add($"{storage.PutAside} {(storage.PutAside == 1 ? "object was" : "objects were")} put aside and wait for a person.");
        }

        SystemAnswer answer = new(
            places.Version, places.AeTitle, startedAt, time.GetUtcNow(), Environment.WorkingSet, Environment.CpuUsage.TotalTime.TotalSeconds, Environment.ProcessorCount,
            warnings, storage, counts, hour, total);
        await JsonExchange.WriteAsync(context, answer, SystemJson.Default.SystemAnswer).ConfigureAwait(false);
    }

    private ValueTask<long> CountAsync(QueryLevel level, HttpContext context) =>
        engine.CountAsync(new QueryRequest { Level = level }, CountAtMost, context.RequestAborted);

    /// <summary>Bytes of the files that are there now; one that goes away meanwhile counts nothing.</summary>
    private static long SizeOf(string folder, string pattern)
    {
        DirectoryInfo files = new(folder);
        return files.Exists ? files.EnumerateFiles(pattern, pattern == "*" ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly).Sum(file => file.Exists ? file.Length : 0) : 0;
    }
}
