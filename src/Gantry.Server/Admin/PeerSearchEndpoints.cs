using System.Globalization;
using Gantry.Archive.Peers;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Server.Peers;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Admin;

/// <summary>GET /api/peers/{name}/studies: what a peer has, and how much of it is here already; for administrators.</summary>
public sealed class PeerSearchEndpoints(PeerRegistry peers, PeerSearch search, StudyNames names)
{
    private const int MaxLimit = 1000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/peers/{name}/studies", (RequestDelegate)FindAsync).RequireAuthorization(Policies.Administer);

    private async Task FindAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (peers.Find((string)context.Request.RouteValues["name"]!) is not { } peer)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "unknown-peer", "No such peer", "There is no peer of this name.").ConfigureAwait(false);
            return;
        }

        bool hasFrom = TryDate(query["from"], out DateOnly? from);
        bool hasUntil = TryDate(query["until"], out DateOnly? until);
        PeerQuestion question = new(query["patient"], query["id"], query["accession"], query["modality"], from, until);
        if ((hasFrom && hasUntil ? question.FindFault() : "a date is written as 2026-01-31") is { } fault)
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "search-refused", "Not like this", $"{char.ToUpperInvariant(fault[0])}{fault[1..]}.").ConfigureAwait(false);
            return;
        }

        int limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? Math.Clamp(asked, 1, MaxLimit) : 200;
        PeerFindings found = await search.FindAsync(peer, question, limit, context.RequestAborted).ConfigureAwait(false);
        if (found.Fault is { } failed)
        {
            await Problem.WriteAsync(context, StatusCodes.Status502BadGateway, "peer-failed", "The peer could not be searched", $"{char.ToUpperInvariant(failed[0])}{failed[1..]}.").ConfigureAwait(false);
            return;
        }

        // What names no study cannot be retrieved.
        var studies = found.Matches.Select(m => (Match: m, Uid: m.GetString(Tags.StudyInstanceUID) ?? "")).Where(m => DicomUid.IsAcceptable(m.Uid)).ToList();
        IReadOnlyDictionary<string, StudyName> here = await names.FindAsync(studies.Select(s => s.Uid), context.RequestAborted).ConfigureAwait(false);
        PeerStudiesAnswer answer = new([.. studies.Select(s => PeerStudyAnswer.From(s.Match, here.GetValueOrDefault(s.Uid)?.Instances ?? 0))], found.IsCut);
        await JsonExchange.WriteAsync(context, answer, PeerSearchJson.Default.PeerStudiesAnswer).ConfigureAwait(false);
    }

    /// <summary>True too where there is none.</summary>
    private static bool TryDate(string? text, out DateOnly? date)
    {
        bool isDate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly read);
        date = isDate ? read : null;
        return isDate || string.IsNullOrEmpty(text);
    }
}
